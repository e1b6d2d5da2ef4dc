//! Written from src/name/names.tsv by the test names_generate; do not edit.

crate::name::ids! {
    /// The name of an event.
    Event
    1 AgentCalled "AgentCalled";
    2 AgentComplete "AgentComplete";
    3 AgentConnect "AgentConnect";
    4 AgentDump "AgentDump";
    5 AgentLogin "AgentLogin";
    6 AgentLogoff "AgentLogoff";
    7 AgentRingNoAnswer "AgentRingNoAnswer";
    8 Agents "Agents";
    9 AgentsComplete "AgentsComplete";
    10 AGIExecEnd "AGIExecEnd";
    11 AGIExecStart "AGIExecStart";
    12 Alarm "Alarm";
    13 AlarmClear "AlarmClear";
    14 AOC_D "AOC-D";
    15 AOC_E "AOC-E";
    16 AOC_S "AOC-S";
    17 AorDetail "AorDetail";
    18 AorList "AorList";
    19 AorListComplete "AorListComplete";
    20 AsyncAGIEnd "AsyncAGIEnd";
    21 AsyncAGIExec "AsyncAGIExec";
    22 AsyncAGIStart "AsyncAGIStart";
    23 AttendedTransfer "AttendedTransfer";
    24 AuthDetail "AuthDetail";
    25 AuthList "AuthList";
    26 AuthListComplete "AuthListComplete";
    27 AuthMethodNotAllowed "AuthMethodNotAllowed";
    28 BlindTransfer "BlindTransfer";
    29 BridgeCreate "BridgeCreate";
    30 BridgeDestroy "BridgeDestroy";
    31 BridgeEnter "BridgeEnter";
    32 BridgeInfoChannel "BridgeInfoChannel";
    33 BridgeInfoComplete "BridgeInfoComplete";
    34 BridgeLeave "BridgeLeave";
    35 BridgeListComplete "BridgeListComplete";
    36 BridgeListItem "BridgeListItem";
    37 BridgeMerge "BridgeMerge";
    38 BridgeTechnologyListComplete "BridgeTechnologyListComplete";
    39 BridgeTechnologyListItem "BridgeTechnologyListItem";
    40 BridgeVideoSourceUpdate "BridgeVideoSourceUpdate";
    41 CCAvailable "CCAvailable";
    42 CCCallerRecalling "CCCallerRecalling";
    43 CCCallerStartMonitoring "CCCallerStartMonitoring";
    44 CCCallerStopMonitoring "CCCallerStopMonitoring";
    45 CCFailure "CCFailure";
    46 CCMonitorFailed "CCMonitorFailed";
    47 CCOfferTimerStart "CCOfferTimerStart";
    48 CCRecallComplete "CCRecallComplete";
    49 CCRequestAcknowledged "CCRequestAcknowledged";
    50 CCRequested "CCRequested";
    51 Cdr "Cdr";
    52 CEL "CEL";
    53 ChallengeResponseFailed "ChallengeResponseFailed";
    54 ChallengeSent "ChallengeSent";
    55 ChannelHungup "ChannelHungup";
    56 ChannelsHungupListComplete "ChannelsHungupListComplete";
    57 ChannelTalkingStart "ChannelTalkingStart";
    58 ChannelTalkingStop "ChannelTalkingStop";
    59 ChanSpyStart "ChanSpyStart";
    60 ChanSpyStop "ChanSpyStop";
    61 CloseSession "CloseSession";
    62 ConfbridgeEnd "ConfbridgeEnd";
    63 ConfbridgeJoin "ConfbridgeJoin";
    64 ConfbridgeLeave "ConfbridgeLeave";
    65 ConfbridgeList "ConfbridgeList";
    66 ConfbridgeListComplete "ConfbridgeListComplete";
    67 ConfbridgeListRooms "ConfbridgeListRooms";
    68 ConfbridgeListRoomsComplete "ConfbridgeListRoomsComplete";
    69 ConfbridgeMute "ConfbridgeMute";
    70 ConfbridgeRecord "ConfbridgeRecord";
    71 ConfbridgeStart "ConfbridgeStart";
    72 ConfbridgeStopRecord "ConfbridgeStopRecord";
    73 ConfbridgeTalking "ConfbridgeTalking";
    74 ConfbridgeUnmute "ConfbridgeUnmute";
    75 ContactList "ContactList";
    76 ContactListComplete "ContactListComplete";
    77 ContactStatus "ContactStatus";
    78 ContactStatusDetail "ContactStatusDetail";
    79 ContactStatusDetailComplete "ContactStatusDetailComplete";
    80 CoreShowChannel "CoreShowChannel";
    81 CoreShowChannelMap "CoreShowChannelMap";
    82 CoreShowChannelMapComplete "CoreShowChannelMapComplete";
    83 CoreShowChannelsComplete "CoreShowChannelsComplete";
    84 DAHDIChannel "DAHDIChannel";
    85 DAHDIShowChannels "DAHDIShowChannels";
    86 DAHDIShowChannelsComplete "DAHDIShowChannelsComplete";
    87 DAHDIShowStatus "DAHDIShowStatus";
    88 DAHDIShowStatusComplete "DAHDIShowStatusComplete";
    89 DataGet_Tree "DataGet Tree";
    90 DBGetComplete "DBGetComplete";
    91 DBGetResponse "DBGetResponse";
    92 DBGetTreeComplete "DBGetTreeComplete";
    93 DBGetTreeResponse "DBGetTreeResponse";
    94 DeadlockStart "DeadlockStart";
    95 DeviceEntry "DeviceEntry";
    96 DevicelistComplete "DevicelistComplete";
    97 DeviceStateChange "DeviceStateChange";
    98 DeviceStateListComplete "DeviceStateListComplete";
    99 DialBegin "DialBegin";
    100 DialEnd "DialEnd";
    101 DialState "DialState";
    102 DNDState "DNDState";
    103 DTMFBegin "DTMFBegin";
    104 DTMFEnd "DTMFEnd";
    105 EndpointDetail "EndpointDetail";
    106 EndpointDetailComplete "EndpointDetailComplete";
    107 EndpointList "EndpointList";
    108 EndpointListComplete "EndpointListComplete";
    109 ExtensionStateListComplete "ExtensionStateListComplete";
    110 ExtensionStatus "ExtensionStatus";
    111 FailedACL "FailedACL";
    112 FAXSession "FAXSession";
    113 FAXSessionsComplete "FAXSessionsComplete";
    114 FAXSessionsEntry "FAXSessionsEntry";
    115 FAXStats "FAXStats";
    116 FAXStatus "FAXStatus";
    117 Flash "Flash";
    118 FullyBooted "FullyBooted";
    119 Hangup "Hangup";
    120 HangupHandlerPop "HangupHandlerPop";
    121 HangupHandlerPush "HangupHandlerPush";
    122 HangupHandlerRun "HangupHandlerRun";
    123 HangupRequest "HangupRequest";
    124 Hold "Hold";
    125 IdentifyDetail "IdentifyDetail";
    126 InboundRegistrationDetail "InboundRegistrationDetail";
    127 InboundRegistrationDetailComplete "InboundRegistrationDetailComplete";
    128 InboundSubscriptionDetail "InboundSubscriptionDetail";
    129 InboundSubscriptionDetailComplete "InboundSubscriptionDetailComplete";
    130 InvalidAccountID "InvalidAccountID";
    131 InvalidPassword "InvalidPassword";
    132 InvalidTransport "InvalidTransport";
    133 JabberStatus "JabberStatus";
    134 LineEntry "LineEntry";
    135 LinelistComplete "LinelistComplete";
    136 ListDialplan "ListDialplan";
    137 Load "Load";
    138 LoadAverageLimit "LoadAverageLimit";
    139 LocalBridge "LocalBridge";
    140 LocalOptimizationBegin "LocalOptimizationBegin";
    141 LocalOptimizationEnd "LocalOptimizationEnd";
    142 LogChannel "LogChannel";
    143 MCID "MCID";
    144 MeetmeEnd "MeetmeEnd";
    145 MeetmeJoin "MeetmeJoin";
    146 MeetmeLeave "MeetmeLeave";
    147 MeetmeList "MeetmeList";
    148 MeetmeListComplete "MeetmeListComplete";
    149 MeetmeListRooms "MeetmeListRooms";
    150 MeetmeListRoomsComplete "MeetmeListRoomsComplete";
    151 MeetmeMute "MeetmeMute";
    152 MeetmeTalking "MeetmeTalking";
    153 MeetmeTalkRequest "MeetmeTalkRequest";
    154 MemoryLimit "MemoryLimit";
    155 MessageWaiting "MessageWaiting";
    156 MiniVoiceMail "MiniVoiceMail";
    157 MixMonitorMute "MixMonitorMute";
    158 MixMonitorStart "MixMonitorStart";
    159 MixMonitorStop "MixMonitorStop";
    160 MonitorStart "MonitorStart";
    161 MonitorStop "MonitorStop";
    162 MusicOnHoldStart "MusicOnHoldStart";
    163 MusicOnHoldStop "MusicOnHoldStop";
    164 MWIGet "MWIGet";
    165 MWIGetComplete "MWIGetComplete";
    166 NewAccountCode "NewAccountCode";
    167 NewCallerid "NewCallerid";
    168 Newchannel "Newchannel";
    169 NewConnectedLine "NewConnectedLine";
    170 Newexten "Newexten";
    171 Newstate "Newstate";
    172 OriginateResponse "OriginateResponse";
    173 OutboundRegistrationDetail "OutboundRegistrationDetail";
    174 OutboundRegistrationDetailComplete "OutboundRegistrationDetailComplete";
    175 OutboundSubscriptionDetail "OutboundSubscriptionDetail";
    176 OutboundSubscriptionDetailComplete "OutboundSubscriptionDetailComplete";
    177 ParkedCall "ParkedCall";
    178 ParkedCallGiveUp "ParkedCallGiveUp";
    179 ParkedCallsComplete "ParkedCallsComplete";
    180 ParkedCallSwap "ParkedCallSwap";
    181 ParkedCallTimeOut "ParkedCallTimeOut";
    182 Parkinglot "Parkinglot";
    183 ParkinglotsComplete "ParkinglotsComplete";
    184 PeerEntry "PeerEntry";
    185 PeerlistComplete "PeerlistComplete";
    186 PeerStatus "PeerStatus";
    187 Pickup "Pickup";
    188 PJSIPMaintenanceStatus "PJSIPMaintenanceStatus";
    189 PJSIPMaintenanceStatusComplete "PJSIPMaintenanceStatusComplete";
    190 PresenceStateChange "PresenceStateChange";
    191 PresenceStateListComplete "PresenceStateListComplete";
    192 PresenceStatus "PresenceStatus";
    193 PRIShowSpans "PRIShowSpans";
    194 PRIShowSpansComplete "PRIShowSpansComplete";
    195 QueueCallerAbandon "QueueCallerAbandon";
    196 QueueCallerJoin "QueueCallerJoin";
    197 QueueCallerLeave "QueueCallerLeave";
    198 QueueEntry "QueueEntry";
    199 QueueMember "QueueMember";
    200 QueueMemberAdded "QueueMemberAdded";
    201 QueueMemberPause "QueueMemberPause";
    202 QueueMemberPenalty "QueueMemberPenalty";
    203 QueueMemberRemoved "QueueMemberRemoved";
    204 QueueMemberRinginuse "QueueMemberRinginuse";
    205 QueueMemberStatus "QueueMemberStatus";
    206 QueueParams "QueueParams";
    207 QueuesComplete "QueuesComplete";
    208 QueueStatus "QueueStatus";
    209 QueueStatusComplete "QueueStatusComplete";
    210 QueueSummary "QueueSummary";
    211 QueueSummaryComplete "QueueSummaryComplete";
    212 ReceiveFAX "ReceiveFAX";
    213 RegistrationsComplete "RegistrationsComplete";
    214 Registry "Registry";
    215 RegistryEntry "RegistryEntry";
    216 Reload "Reload";
    217 Rename "Rename";
    218 RequestBadFormat "RequestBadFormat";
    219 RequestNotAllowed "RequestNotAllowed";
    220 RequestNotSupported "RequestNotSupported";
    221 ResourceListDetail "ResourceListDetail";
    222 ResourceListDetailComplete "ResourceListDetailComplete";
    223 RTCPReceived "RTCPReceived";
    224 RTCPSent "RTCPSent";
    225 SendFAX "SendFAX";
    226 SessionLimit "SessionLimit";
    227 SessionTimeout "SessionTimeout";
    228 ShowDialPlanComplete "ShowDialPlanComplete";
    229 Shutdown "Shutdown";
    230 SIPpeerstatusComplete "SIPpeerstatusComplete";
    231 SIPQualifyPeerDone "SIPQualifyPeerDone";
    232 SoftHangupRequest "SoftHangupRequest";
    233 SpanAlarm "SpanAlarm";
    234 SpanAlarmClear "SpanAlarmClear";
    235 Status "Status";
    236 StatusComplete "StatusComplete";
    237 SuccessfulAuth "SuccessfulAuth";
    238 TestEvent "TestEvent";
    239 TransportDetail "TransportDetail";
    240 UnexpectedAddress "UnexpectedAddress";
    241 Unhold "Unhold";
    242 Unload "Unload";
    243 UnParkedCall "UnParkedCall";
    244 UserEvent "UserEvent";
    245 VarSet "VarSet";
    246 VoicemailBoxDetail "VoicemailBoxDetail";
    247 VoicemailBoxDetailComplete "VoicemailBoxDetailComplete";
    248 VoicemailPasswordChange "VoicemailPasswordChange";
    249 VoicemailUserDetail "VoicemailUserDetail";
    250 VoicemailUserDetailComplete "VoicemailUserDetailComplete";
    251 VoicemailUserEntry "VoicemailUserEntry";
    252 VoicemailUserEntryComplete "VoicemailUserEntryComplete";
    253 WaitEventComplete "WaitEventComplete";
    254 Wink "Wink";
    seeds [
        0, 0, 2, 0, 6, 0, 2, 4, 0, 0, 2, 0, 0, 0, 0, 0, 2, 0, 0, 1, 0, 1, 1, 0, 1, 0, 0, 0, 1, 0,
        1, 0, 2, 2, 0, 0, 0, 0, 2, 0, 0, 1, 1, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 3, 1,
        0, 0, 0, 0, 0, 0, 0, 4, 1, 0, 9, 2, 1, 0, 0, 0, 2, 0, 0, 1, 0, 3, 2, 1, 0, 2, 1, 0, 1, 0,
        0, 0, 1, 4, 0, 0, 1, 0, 4, 0, 0, 0, 0, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 3, 13, 4, 2, 2,
        0, 1, 2, 0, 2, 0, 5, 0, 2,
    ]
    places [
        133, 90, 207, 62, 0, 0, 0, 246, 0, 227, 1, 50, 0, 0, 0, 0, 0, 0, 137, 14, 117, 116, 0, 0,
        236, 0, 0, 0, 58, 33, 153, 0, 142, 0, 0, 0, 0, 191, 99, 36, 95, 185, 43, 0, 0, 65, 0, 19,
        52, 0, 196, 0, 192, 24, 0, 0, 0, 0, 85, 0, 154, 27, 193, 177, 0, 0, 0, 161, 0, 9, 59,
        159, 0, 71, 0, 0, 0, 0, 0, 35, 240, 215, 0, 87, 0, 0, 111, 208, 0, 220, 55, 0, 0, 93, 91,
        175, 0, 0, 141, 216, 53, 0, 0, 223, 4, 0, 0, 64, 252, 254, 0, 0, 243, 0, 0, 121, 0, 0, 0,
        0, 0, 132, 80, 126, 199, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 200, 0, 0, 0, 0, 0, 114, 241, 40,
        169, 101, 218, 96, 0, 0, 150, 0, 3, 247, 0, 45, 0, 60, 212, 0, 120, 7, 0, 0, 0, 49, 0, 0,
        0, 214, 86, 0, 77, 167, 179, 211, 165, 34, 209, 143, 0, 51, 0, 168, 37, 176, 172, 0, 226,
        0, 0, 70, 0, 2, 115, 194, 8, 0, 210, 21, 0, 219, 63, 225, 56, 0, 183, 0, 230, 158, 0, 0,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 22, 0, 0, 11, 149, 30, 0, 134, 0, 0, 224, 0, 0, 173,
        174, 195, 0, 144, 0, 74, 248, 197, 171, 242, 61, 0, 78, 0, 57, 0, 118, 79, 0, 206, 0, 81,
        104, 0, 122, 0, 0, 0, 0, 0, 13, 0, 0, 0, 0, 186, 0, 0, 0, 0, 0, 203, 0, 135, 202, 110, 0,
        112, 107, 0, 69, 0, 18, 106, 72, 239, 231, 198, 166, 0, 0, 0, 39, 0, 84, 0, 147, 0, 0, 0,
        0, 249, 0, 0, 0, 0, 16, 0, 0, 0, 23, 44, 229, 0, 0, 182, 15, 54, 89, 0, 204, 0, 245, 123,
        0, 244, 221, 138, 127, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 67, 113, 163, 181, 0,
        109, 0, 0, 73, 119, 0, 0, 0, 94, 0, 0, 222, 0, 102, 41, 92, 184, 124, 125, 31, 66, 217,
        0, 136, 228, 0, 201, 47, 98, 0, 10, 0, 0, 0, 0, 0, 145, 213, 25, 0, 235, 105, 0, 0, 205,
        0, 0, 0, 0, 157, 6, 0, 0, 0, 152, 0, 0, 0, 100, 0, 0, 0, 0, 0, 0, 82, 233, 0, 28, 0, 0,
        0, 148, 0, 0, 0, 75, 17, 0, 155, 0, 0, 190, 253, 0, 0, 187, 0, 162, 0, 164, 146, 130, 48,
        170, 0, 0, 0, 26, 88, 0, 103, 0, 108, 12, 68, 0, 131, 0, 156, 0, 151, 238, 0, 0, 178,
        188, 97, 0, 251, 38, 76, 0, 0, 232, 180, 237, 42, 0, 140, 0, 29, 0, 46, 0, 128, 0, 5,
        139, 0, 83, 0, 20, 234, 0, 32, 0, 129, 0, 0, 0, 189, 0, 160, 250, 0,
    ]
}
