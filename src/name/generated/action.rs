//! Written from src/name/names.tsv by the test names_generate; do not edit.

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
    seeds [
        0, 1, 3, 1, 0, 2, 0, 0, 11, 0, 4, 0, 3, 1, 12, 0, 2, 10, 1, 7, 1, 26, 0, 0, 14, 0, 9, 4,
        1, 4, 0, 0, 2, 20, 2, 0, 4, 2, 1, 0, 1, 0, 5, 1, 10, 3, 2, 0, 5, 1, 0, 0, 3, 1, 17, 2, 2,
        2, 7, 3, 0, 1, 3, 24,
    ]
    places [
        169, 0, 93, 34, 0, 0, 154, 100, 0, 47, 114, 0, 121, 177, 14, 170, 0, 164, 49, 0, 107, 95,
        168, 36, 0, 38, 104, 0, 0, 179, 86, 0, 0, 117, 42, 81, 54, 3, 4, 0, 0, 142, 0, 106, 153,
        83, 0, 0, 78, 44, 27, 58, 32, 99, 133, 0, 57, 111, 96, 119, 161, 171, 0, 101, 67, 98, 84,
        26, 7, 28, 0, 0, 136, 130, 152, 2, 0, 5, 0, 21, 0, 0, 77, 51, 0, 0, 89, 75, 0, 70, 90, 0,
        0, 110, 181, 23, 46, 0, 20, 148, 61, 9, 146, 138, 0, 16, 134, 0, 0, 0, 59, 156, 64, 11,
        76, 79, 80, 147, 88, 68, 55, 0, 126, 0, 172, 178, 73, 139, 0, 0, 0, 0, 0, 166, 115, 0, 0,
        71, 173, 60, 1, 39, 92, 0, 175, 29, 0, 65, 123, 40, 108, 0, 0, 0, 155, 0, 74, 31, 0, 109,
        0, 69, 25, 167, 180, 162, 102, 124, 8, 82, 150, 140, 103, 0, 33, 50, 10, 0, 135, 13, 0,
        43, 122, 127, 94, 120, 91, 132, 141, 0, 129, 0, 53, 48, 0, 85, 24, 45, 145, 144, 0, 0, 0,
        0, 12, 158, 0, 72, 35, 0, 174, 165, 157, 160, 52, 163, 97, 62, 0, 17, 149, 56, 41, 0,
        105, 0, 0, 118, 22, 113, 159, 37, 116, 176, 6, 137, 30, 0, 0, 131, 112, 125, 87, 0, 0, 0,
        151, 18, 15, 128, 63, 19, 66, 143, 0, 0,
    ]
}
