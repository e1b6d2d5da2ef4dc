//! Generated from src/name/names.tsv by `cargo xtask gen names`; do not edit.

crate::name::ids! {
    /// The name of an action.
    Action
    1 AbsoluteTimeout "AbsoluteTimeout";
    2 AgentLogoff "AgentLogoff";
    3 Agents "Agents";
    4 AGI "AGI";
    5 AnalogChanlists "AnalogChanlists";
    6 AOCMessage "AOCMessage";
    7 Atxfer "Atxfer";
    8 BlindTransfer "BlindTransfer";
    9 Bridge "Bridge";
    10 BridgeDestroy "BridgeDestroy";
    11 BridgeInfo "BridgeInfo";
    12 BridgeKick "BridgeKick";
    13 BridgeList "BridgeList";
    14 BridgeTechnologyList "BridgeTechnologyList";
    15 BridgeTechnologySuspend "BridgeTechnologySuspend";
    16 BridgeTechnologyUnsuspend "BridgeTechnologyUnsuspend";
    17 CancelAtxfer "CancelAtxfer";
    18 Challenge "Challenge";
    19 ChangeMonitor "ChangeMonitor";
    20 Command "Command";
    21 ConfbridgeKick "ConfbridgeKick";
    22 ConfbridgeList "ConfbridgeList";
    23 ConfbridgeListRooms "ConfbridgeListRooms";
    24 ConfbridgeLock "ConfbridgeLock";
    25 ConfbridgeMute "ConfbridgeMute";
    26 ConfbridgeSetSingleVideoSrc "ConfbridgeSetSingleVideoSrc";
    27 ConfbridgeStartRecord "ConfbridgeStartRecord";
    28 ConfbridgeStopRecord "ConfbridgeStopRecord";
    29 ConfbridgeUnlock "ConfbridgeUnlock";
    30 ConfbridgeUnmute "ConfbridgeUnmute";
    31 ControlPlayback "ControlPlayback";
    32 CoreCheckChannel "CoreCheckChannel";
    33 CoreSettings "CoreSettings";
    34 CoreShowChannelMap "CoreShowChannelMap";
    35 CoreShowChannels "CoreShowChannels";
    36 CoreStatus "CoreStatus";
    37 CreateConfig "CreateConfig";
    38 DAHDI_dialOffhook "DAHDI dialOffhook";
    39 DAHDI_DNDoff "DAHDI DNDoff";
    40 DAHDI_DNDon "DAHDI DNDon";
    41 DAHDI_Hangup "DAHDI Hangup";
    42 DAHDI_Restart "DAHDI Restart";
    43 DAHDI_ShowChannels "DAHDI ShowChannels";
    44 DAHDI_Transfer "DAHDI Transfer";
    45 DAHDIDialOffhook "DAHDIDialOffhook";
    46 DAHDIDNDoff "DAHDIDNDoff";
    47 DAHDIDNDon "DAHDIDNDon";
    48 DAHDIHangup "DAHDIHangup";
    49 DAHDIRestart "DAHDIRestart";
    50 DAHDIShowChannels "DAHDIShowChannels";
    51 DAHDIShowStatus "DAHDIShowStatus";
    52 DAHDITransfer "DAHDITransfer";
    53 DataGet "DataGet";
    54 DBDel "DBDel";
    55 DBDelTree "DBDelTree";
    56 DBGet "DBGet";
    57 DBGetTree "DBGetTree";
    58 DBPut "DBPut";
    59 DeviceStateList "DeviceStateList";
    60 DialplanExtensionAdd "DialplanExtensionAdd";
    61 DialplanExtensionRemove "DialplanExtensionRemove";
    62 Events "Events";
    63 ExtensionState "ExtensionState";
    64 ExtensionStateList "ExtensionStateList";
    65 FAXSession "FAXSession";
    66 FAXSessions "FAXSessions";
    67 FAXStats "FAXStats";
    68 Filter "Filter";
    69 FilterList "FilterList";
    70 GetConfig "GetConfig";
    71 GetConfigJSON "GetConfigJSON";
    72 Getvar "Getvar";
    73 Hangup "Hangup";
    74 IAXnetstats "IAXnetstats";
    75 IAXpeerlist "IAXpeerlist";
    76 IAXpeers "IAXpeers";
    77 IAXregistry "IAXregistry";
    78 JabberSend "JabberSend";
    79 ListCategories "ListCategories";
    80 ListCommands "ListCommands";
    81 LocalOptimizeAway "LocalOptimizeAway";
    82 LoggerRotate "LoggerRotate";
    83 Login "Login";
    84 Logoff "Logoff";
    85 MailboxCount "MailboxCount";
    86 MailboxStatus "MailboxStatus";
    87 MeetmeList "MeetmeList";
    88 MeetmeListRooms "MeetmeListRooms";
    89 MeetmeMute "MeetmeMute";
    90 MeetmeUnmute "MeetmeUnmute";
    91 MessageSend "MessageSend";
    92 MixMonitor "MixMonitor";
    93 MixMonitorMute "MixMonitorMute";
    94 ModuleCheck "ModuleCheck";
    95 ModuleLoad "ModuleLoad";
    96 Monitor "Monitor";
    97 MuteAudio "MuteAudio";
    98 MWIDelete "MWIDelete";
    99 MWIGet "MWIGet";
    100 MWIUpdate "MWIUpdate";
    101 Originate "Originate";
    102 Park "Park";
    103 ParkedCalls "ParkedCalls";
    104 Parkinglots "Parkinglots";
    105 PauseMonitor "PauseMonitor";
    106 Ping "Ping";
    107 PJSIPHangup "PJSIPHangup";
    108 PJSIPNotify "PJSIPNotify";
    109 PJSIPQualify "PJSIPQualify";
    110 PJSIPRegister "PJSIPRegister";
    111 PJSIPSetMaintenance "PJSIPSetMaintenance";
    112 PJSIPShowAors "PJSIPShowAors";
    113 PJSIPShowAuths "PJSIPShowAuths";
    114 PJSIPShowContacts "PJSIPShowContacts";
    115 PJSIPShowEndpoint "PJSIPShowEndpoint";
    116 PJSIPShowEndpoints "PJSIPShowEndpoints";
    117 PJSIPShowMaintenance "PJSIPShowMaintenance";
    118 PJSIPShowRegistrationInboundContactStatuses "PJSIPShowRegistrationInboundContactStatuses";
    119 PJSIPShowRegistrationsInbound "PJSIPShowRegistrationsInbound";
    120 PJSIPShowRegistrationsOutbound "PJSIPShowRegistrationsOutbound";
    121 PJSIPShowResourceLists "PJSIPShowResourceLists";
    122 PJSIPShowSubscriptionsInbound "PJSIPShowSubscriptionsInbound";
    123 PJSIPShowSubscriptionsOutbound "PJSIPShowSubscriptionsOutbound";
    124 PJSIPUnregister "PJSIPUnregister";
    125 PlayDTMF "PlayDTMF";
    126 PlayMF "PlayMF";
    127 PresenceState "PresenceState";
    128 PresenceStateList "PresenceStateList";
    129 PRIDebugFileSet "PRIDebugFileSet";
    130 PRIDebugFileUnset "PRIDebugFileUnset";
    131 PRIDebugSet "PRIDebugSet";
    132 PRIShowSpans "PRIShowSpans";
    133 QueueAdd "QueueAdd";
    134 QueueChangePriorityCaller "QueueChangePriorityCaller";
    135 QueueLog "QueueLog";
    136 QueueMemberRingInUse "QueueMemberRingInUse";
    137 QueuePause "QueuePause";
    138 QueuePenalty "QueuePenalty";
    139 QueueReload "QueueReload";
    140 QueueRemove "QueueRemove";
    141 QueueReset "QueueReset";
    142 QueueRule "QueueRule";
    143 Queues "Queues";
    144 QueueStatus "QueueStatus";
    145 QueueSummary "QueueSummary";
    146 QueueWithdrawCaller "QueueWithdrawCaller";
    147 Redirect "Redirect";
    148 Reload "Reload";
    149 SendFlash "SendFlash";
    150 SendText "SendText";
    151 Setvar "Setvar";
    152 ShowDialPlan "ShowDialPlan";
    153 SIPnotify "SIPnotify";
    154 SIPpeers "SIPpeers";
    155 SIPpeerstatus "SIPpeerstatus";
    156 SIPqualifypeer "SIPqualifypeer";
    157 SIPshowpeer "SIPshowpeer";
    158 SIPshowregistry "SIPshowregistry";
    159 SKINNYdevices "SKINNYdevices";
    160 SKINNYlines "SKINNYlines";
    161 SKINNYshowdevice "SKINNYshowdevice";
    162 SKINNYshowline "SKINNYshowline";
    163 SorceryMemoryCacheExpire "SorceryMemoryCacheExpire";
    164 SorceryMemoryCacheExpireObject "SorceryMemoryCacheExpireObject";
    165 SorceryMemoryCachePopulate "SorceryMemoryCachePopulate";
    166 SorceryMemoryCacheStale "SorceryMemoryCacheStale";
    167 SorceryMemoryCacheStaleObject "SorceryMemoryCacheStaleObject";
    168 Status "Status";
    169 StopMixMonitor "StopMixMonitor";
    170 StopMonitor "StopMonitor";
    171 UnpauseMonitor "UnpauseMonitor";
    172 UpdateConfig "UpdateConfig";
    173 UserEvent "UserEvent";
    174 VoicemailBoxSummary "VoicemailBoxSummary";
    175 VoicemailForward "VoicemailForward";
    176 VoicemailMove "VoicemailMove";
    177 VoicemailRefresh "VoicemailRefresh";
    178 VoicemailRemove "VoicemailRemove";
    179 VoicemailUsersList "VoicemailUsersList";
    180 VoicemailUserStatus "VoicemailUserStatus";
    181 WaitEvent "WaitEvent";
    182 RptLocalNodes "RptLocalNodes";
    183 RptStatus "RptStatus";
    seeds [
        1, 1, 3, 1, 4, 5, 0, 0, 11, 0, 9, 0, 3, 1, 7, 2, 4, 13, 4, 16, 1, 26, 0, 0, 14, 0, 6, 7,
        1, 18, 1, 0, 27, 14, 2, 0, 10, 2, 1, 0, 1, 0, 7, 1, 0, 3, 6, 0, 5, 4, 0, 0, 3, 1, 15, 2,
        2, 2, 7, 3, 0, 14, 3, 7,
    ]
    places [
        15, 0, 169, 34, 0, 0, 75, 100, 0, 47, 0, 0, 121, 177, 0, 170, 181, 164, 49, 0, 0, 95,
        138, 36, 0, 38, 0, 0, 70, 58, 86, 0, 165, 117, 42, 81, 54, 0, 4, 0, 20, 142, 0, 106, 153,
        83, 0, 9, 78, 44, 27, 0, 32, 99, 154, 0, 57, 111, 96, 119, 161, 171, 0, 101, 67, 98, 84,
        65, 7, 124, 0, 104, 136, 130, 152, 0, 0, 5, 0, 156, 48, 0, 77, 22, 0, 11, 89, 51, 109, 0,
        90, 0, 0, 110, 0, 23, 56, 143, 14, 148, 61, 25, 146, 167, 0, 16, 134, 0, 0, 0, 0, 73, 64,
        21, 76, 179, 80, 147, 88, 68, 72, 0, 126, 0, 172, 178, 133, 139, 0, 0, 0, 0, 19, 166,
        115, 26, 30, 71, 173, 60, 1, 114, 92, 0, 175, 29, 52, 168, 123, 0, 108, 0, 0, 0, 0, 0,
        74, 31, 0, 155, 0, 69, 163, 0, 180, 162, 102, 46, 8, 82, 150, 140, 103, 0, 33, 50, 10, 0,
        135, 13, 0, 43, 122, 127, 97, 120, 91, 132, 141, 0, 129, 0, 53, 40, 137, 85, 24, 45, 145,
        144, 55, 0, 0, 0, 12, 158, 0, 79, 35, 0, 174, 2, 157, 160, 3, 0, 183, 62, 0, 94, 149, 59,
        41, 0, 105, 182, 0, 118, 107, 113, 159, 37, 116, 176, 6, 0, 0, 0, 39, 131, 112, 125, 87,
        0, 0, 0, 151, 28, 0, 128, 63, 93, 66, 18, 0, 17,
    ]
}
