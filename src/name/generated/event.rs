//! Generated from src/name/names.tsv by `cargo xtask gen names`; do not edit.

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
    255 Agentcallbacklogin "Agentcallbacklogin";
    256 Agentcallbacklogoff "Agentcallbacklogoff";
    257 AGIExec "AGIExec";
    258 AsyncAGI "AsyncAGI";
    259 Bridge "Bridge";
    260 BridgeAction "BridgeAction";
    261 BridgeExec "BridgeExec";
    262 ChannelReload "ChannelReload";
    263 ChannelUpdate "ChannelUpdate";
    264 Dial "Dial";
    265 DTMF "DTMF";
    266 FaxReceived "FaxReceived";
    267 FaxSent "FaxSent";
    268 JabberEvent "JabberEvent";
    269 JitterBufStats "JitterBufStats";
    270 Join "Join";
    271 Leave "Leave";
    272 Link "Link";
    273 Masquerade "Masquerade";
    274 MobileStatus "MobileStatus";
    275 ModuleLoadReport "ModuleLoadReport";
    276 MusicOnHold "MusicOnHold";
    277 NewPeerAccount "NewPeerAccount";
    278 OriginateFailure "OriginateFailure";
    279 OriginateSuccess "OriginateSuccess";
    280 PRIEvent "PRIEvent";
    281 QueueMemberPaused "QueueMemberPaused";
    282 ReceiveFAXStatus "ReceiveFAXStatus";
    283 RTPReceiverStat "RTPReceiverStat";
    284 RTPSenderStat "RTPSenderStat";
    285 SendFAXStatus "SendFAXStatus";
    286 Transfer "Transfer";
    287 Unlink "Unlink";
    288 DongleCallStateChange "DongleCallStateChange";
    289 DongleCEND "DongleCEND";
    290 DongleDeviceEntry "DongleDeviceEntry";
    291 DongleNewCMGR "DongleNewCMGR";
    292 DongleNewCUSD "DongleNewCUSD";
    293 DongleNewSMS "DongleNewSMS";
    294 DongleNewSMSBase64 "DongleNewSMSBase64";
    295 DongleNewUSSD "DongleNewUSSD";
    296 DongleNewUSSDBase64 "DongleNewUSSDBase64";
    297 DonglePortFail "DonglePortFail";
    298 DongleReport "DongleReport";
    299 DongleShowDevicesComplete "DongleShowDevicesComplete";
    300 DongleSMSStatus "DongleSMSStatus";
    301 DongleStatus "DongleStatus";
    302 DongleUSSDStatus "DongleUSSDStatus";
    303 QuectelCallStateChange "QuectelCallStateChange";
    304 QuectelCEND "QuectelCEND";
    305 QuectelDeviceEntry "QuectelDeviceEntry";
    306 QuectelNewCMGR "QuectelNewCMGR";
    307 QuectelNewCUSD "QuectelNewCUSD";
    308 QuectelNewSMS "QuectelNewSMS";
    309 QuectelNewSMSBase64 "QuectelNewSMSBase64";
    310 QuectelNewUSSD "QuectelNewUSSD";
    311 QuectelNewUSSDBase64 "QuectelNewUSSDBase64";
    312 QuectelPortFail "QuectelPortFail";
    313 QuectelReport "QuectelReport";
    314 QuectelShowDevicesComplete "QuectelShowDevicesComplete";
    315 QuectelStatus "QuectelStatus";
    316 MDC_1200 "MDC-1200";
    317 RPT_ALINKS "RPT_ALINKS";
    318 RPT_AUTOPATCHUP "RPT_AUTOPATCHUP";
    319 RPT_ETXKEYED "RPT_ETXKEYED";
    320 RPT_LINKS "RPT_LINKS";
    321 RPT_NUMALINKS "RPT_NUMALINKS";
    322 RPT_NUMLINKS "RPT_NUMLINKS";
    323 RPT_RXKEYED "RPT_RXKEYED";
    324 RPT_TXKEYED "RPT_TXKEYED";
    325 RptStatus "RptStatus";
    seeds [
        2, 0, 1, 0, 3, 0, 3, 5, 0, 1, 0, 0, 6, 1, 0, 0, 4, 0, 6, 9, 2, 5, 6, 0, 2, 0, 0, 0, 1, 0,
        1, 0, 0, 6, 2, 0, 0, 1, 0, 2, 0, 1, 6, 0, 2, 0, 0, 0, 0, 1, 1, 1, 1, 1, 0, 0, 0, 0, 4, 1,
        0, 2, 0, 0, 0, 3, 0, 7, 5, 2, 4, 0, 4, 1, 0, 0, 0, 1, 0, 5, 0, 3, 0, 0, 0, 3, 2, 3, 1, 0,
        0, 1, 0, 0, 2, 1, 4, 0, 19, 3, 0, 0, 2, 2, 2, 0, 0, 17, 4, 2, 4, 0, 0, 0, 2, 27, 2, 2, 0,
        4, 0, 2, 0, 2, 0, 1, 0, 0,
    ]
    places [
        133, 90, 294, 62, 0, 25, 0, 0, 149, 87, 1, 288, 282, 257, 121, 60, 305, 297, 137, 14,
        117, 0, 246, 0, 209, 0, 100, 0, 0, 281, 67, 93, 142, 0, 254, 126, 0, 191, 70, 36, 260,
        185, 43, 280, 245, 0, 233, 259, 227, 253, 321, 144, 0, 24, 319, 0, 0, 0, 85, 0, 154, 279,
        265, 0, 182, 0, 248, 161, 0, 82, 59, 159, 0, 71, 0, 45, 0, 0, 0, 35, 240, 215, 0, 0, 102,
        0, 58, 323, 273, 156, 55, 153, 0, 0, 127, 175, 264, 0, 141, 216, 53, 0, 207, 223, 4, 263,
        307, 64, 0, 19, 0, 0, 125, 136, 0, 119, 158, 289, 228, 0, 22, 132, 80, 30, 199, 274, 0,
        198, 322, 0, 0, 0, 91, 171, 303, 0, 0, 0, 262, 0, 0, 0, 241, 0, 299, 0, 0, 96, 108, 0,
        150, 0, 3, 247, 0, 325, 0, 290, 212, 0, 120, 42, 302, 192, 0, 0, 0, 0, 0, 214, 243, 0,
        77, 0, 236, 211, 23, 34, 242, 0, 0, 51, 225, 168, 37, 0, 0, 193, 226, 167, 145, 0, 109,
        200, 115, 6, 0, 213, 0, 21, 95, 219, 63, 277, 0, 0, 183, 272, 230, 116, 0, 50, 0, 237, 0,
        0, 0, 27, 0, 101, 0, 256, 0, 0, 197, 295, 0, 11, 238, 78, 315, 134, 287, 0, 224, 0, 278,
        173, 56, 195, 0, 0, 0, 74, 0, 165, 57, 114, 61, 0, 269, 143, 313, 118, 196, 79, 0, 206,
        0, 0, 104, 0, 122, 0, 0, 84, 0, 301, 0, 0, 0, 112, 0, 186, 0, 0, 0, 81, 172, 31, 0, 314,
        0, 110, 0, 261, 94, 0, 232, 0, 0, 179, 72, 239, 298, 217, 166, 0, 0, 0, 39, 268, 13, 5,
        147, 0, 308, 0, 0, 285, 0, 309, 316, 235, 16, 306, 52, 177, 187, 0, 229, 0, 0, 0, 48,
        203, 89, 0, 204, 0, 0, 123, 135, 292, 221, 0, 0, 194, 184, 324, 258, 0, 99, 0, 176, 0, 9,
        2, 0, 0, 252, 33, 113, 163, 0, 0, 0, 293, 12, 131, 0, 174, 160, 311, 190, 210, 0, 222,
        205, 0, 41, 0, 54, 124, 286, 0, 320, 201, 151, 0, 47, 0, 296, 0, 98, 0, 10, 0, 138, 0, 0,
        312, 0, 304, 0, 0, 97, 105, 275, 0, 0, 0, 0, 0, 0, 157, 139, 0, 107, 0, 152, 0, 65, 270,
        0, 92, 318, 249, 0, 283, 300, 169, 0, 202, 28, 0, 0, 18, 148, 0, 0, 111, 75, 17, 0, 155,
        0, 69, 218, 231, 0, 0, 291, 0, 162, 220, 164, 146, 130, 15, 170, 0, 0, 0, 26, 88, 66,
        103, 255, 271, 180, 68, 0, 0, 0, 73, 0, 106, 284, 0, 0, 178, 188, 44, 266, 251, 38, 317,
        0, 0, 181, 244, 0, 7, 46, 140, 208, 29, 0, 0, 310, 128, 267, 276, 0, 40, 83, 0, 20, 234,
        0, 32, 49, 129, 0, 76, 0, 189, 250, 8, 86, 0,
    ]
}
