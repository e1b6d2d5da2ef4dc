//! Generated from src/name/names.tsv by `cargo xtask gen names`; do not edit.

use crate::name::table::Table;

crate::name::ids! {
    /// The name of a header.
    Header
    1 _100rel "100rel";
    2 _2AccountCode "2AccountCode";
    3 _2CallerIDName "2CallerIDName";
    4 _2CallerIDNum "2CallerIDNum";
    5 _2Channel "2Channel";
    6 _2ChannelState "2ChannelState";
    7 _2ChannelStateDesc "2ChannelStateDesc";
    8 _2ChanVariable "2ChanVariable";
    9 _2ConnectedLineName "2ConnectedLineName";
    10 _2ConnectedLineNum "2ConnectedLineNum";
    11 _2Context "2Context";
    12 _2Exten "2Exten";
    13 _2Language "2Language";
    14 _2Linkedid "2Linkedid";
    15 _2Priority "2Priority";
    16 _2Tenantid "2Tenantid";
    17 _2Uniqueid "2Uniqueid";
    18 Abandoned "Abandoned";
    19 AcceptMultipleSdpAnswers "AcceptMultipleSdpAnswers";
    20 Account "Account";
    21 AccountCode "AccountCode";
    22 AccountID "AccountID";
    23 ACL "ACL";
    24 ACLName "ACLName";
    25 Action "Action";
    26 Action_NNNNNN "Action-NNNNNN";
    27 ActionID "ActionID";
    28 Active "Active";
    29 ActiveChannels "ActiveChannels";
    30 Activity "Activity";
    31 Addon "Addon";
    32 Address "Address";
    33 Address_IP "Address-IP";
    34 Address_Port "Address-Port";
    35 Admin "Admin";
    36 Agent "Agent";
    37 AggregateMwi "AggregateMwi";
    38 Alarm "Alarm";
    39 Alarms "Alarms";
    40 Allow "Allow";
    41 AllowOverlap "AllowOverlap";
    42 AllowReload "AllowReload";
    43 AllowSubscribe "AllowSubscribe";
    44 AllowTransfer "AllowTransfer";
    45 AllowUnauthenticatedOptions "AllowUnauthenticatedOptions";
    46 AllowWildcardCerts "AllowWildcardCerts";
    47 AllVariables "AllVariables";
    48 AMAFlags "AMAFlags";
    49 AMIversion "AMIversion";
    50 AnnounceChannel "AnnounceChannel";
    51 AnsweredTime "AnsweredTime";
    52 AnswerTime "AnswerTime";
    53 AOCBillingId "AOCBillingId";
    54 Aor "Aor";
    55 Aors "Aors";
    56 AppData "AppData";
    57 AppFile "AppFile";
    58 AppFunction "AppFunction";
    59 Application "Application";
    60 ApplicationData "ApplicationData";
    61 AppLine "AppLine";
    62 AsteriskVersion "AsteriskVersion";
    63 AsymmetricRtpCodec "AsymmetricRtpCodec";
    64 Async "Async";
    65 AsyncOperations "AsyncOperations";
    66 AttachmentFormat "AttachmentFormat";
    67 AttachMessage "AttachMessage";
    68 AttemptedTransport "AttemptedTransport";
    69 Auth "Auth";
    70 AuthenticateQualify "AuthenticateQualify";
    71 AuthMethod "AuthMethod";
    72 AuthRejectionPermanent "AuthRejectionPermanent";
    73 Auths "Auths";
    74 AuthType "AuthType";
    75 AutoComedia "AutoComedia";
    76 AutoForcerport "AutoForcerport";
    77 Available "Available";
    78 Base64Body "Base64Body";
    79 BillableSeconds "BillableSeconds";
    80 Bind "Bind";
    81 BindRtpToMediaAddress "BindRtpToMediaAddress";
    82 Body "Body";
    83 Bpviol "bpviol";
    84 BridgeCreator "BridgeCreator";
    85 BridgeId "BridgeId";
    86 BridgeName "BridgeName";
    87 BridgeNumChannels "BridgeNumChannels";
    88 BridgePreviousVideoSource "BridgePreviousVideoSource";
    89 BridgePriority "BridgePriority";
    90 BridgeSuspended "BridgeSuspended";
    91 BridgeTechnology "BridgeTechnology";
    92 BridgeType "BridgeType";
    93 BridgeUniqueid "BridgeUniqueid";
    94 BridgeVideoSource "BridgeVideoSource";
    95 BridgeVideoSourceMode "BridgeVideoSourceMode";
    96 Bundle "Bundle";
    97 Busy_level "Busy-level";
    98 Cache "Cache";
    99 CaListFile "CaListFile";
    100 CaListPath "CaListPath";
    101 Call_ID "Call-ID";
    102 Call_limit "Call-limit";
    103 Callback "Callback";
    104 CallCount "CallCount";
    105 Callee "Callee";
    106 Caller "Caller";
    107 CallerID "CallerID";
    108 CallerIDani "CallerIDani";
    109 CallerIDdnid "CallerIDdnid";
    110 CallerIDName "CallerIDName";
    111 CallerIDNum "CallerIDNum";
    112 CalleridPrivacy "CalleridPrivacy";
    113 CallerIDrdnis "CallerIDrdnis";
    114 CalleridTag "CalleridTag";
    115 Callers "Callers";
    116 Callgroup "Callgroup";
    117 CallID "CallID";
    118 CallOperator "CallOperator";
    119 Calls "Calls";
    120 CallsAbandoned "CallsAbandoned";
    121 CallsComplete "CallsComplete";
    122 CallsTaken "CallsTaken";
    123 CallStarted "CallStarted";
    124 CanMarkUrgent "CanMarkUrgent";
    125 CanReview "CanReview";
    126 Cat_NNNNNN "Cat-NNNNNN";
    127 Category "Category";
    128 Category_NNNNNN "Category-NNNNNN";
    129 Cause "Cause";
    130 Cause_txt "Cause-txt";
    131 CertFile "CertFile";
    132 CFwdAll "CFwdAll";
    133 CFwdBusy "CFwdBusy";
    134 CFwdNoAnswer "CFwdNoAnswer";
    135 Challenge "Challenge";
    136 Channel "Channel";
    137 Channel1 "Channel1";
    138 Channel2 "Channel2";
    139 ChannelId "ChannelId";
    140 ChannelObjectType "ChannelObjectType";
    141 ChannelPrefix "ChannelPrefix";
    142 ChannelState "ChannelState";
    143 ChannelStateDesc "ChannelStateDesc";
    144 Channeltype "Channeltype";
    145 ChanObjectType "ChanObjectType";
    146 ChanVariable "ChanVariable";
    147 ChanVariable_channel "ChanVariable(<channel>)";
    148 Charge_BillingID "Charge/BillingID";
    149 Charge_Currency_Cost "Charge/Currency/Cost";
    150 Charge_Currency_Multiplier "Charge/Currency/Multiplier";
    151 Charge_Currency_Name "Charge/Currency/Name";
    152 Charge_TotalType "Charge/TotalType";
    153 Charge_Type "Charge/Type";
    154 Charge_Units_N_NumberOf "Charge/Units(N)/NumberOf";
    155 Charge_Units_N_TypeOf "Charge/Units(N)/TypeOf";
    156 Chargeable "Chargeable";
    157 ChargedItem "ChargedItem";
    158 ChargeType "ChargeType";
    159 ChargingAssociation_ID "ChargingAssociation/ID";
    160 ChargingAssociation_Number "ChargingAssociation/Number";
    161 ChargingAssociation_Plan "ChargingAssociation/Plan";
    162 ChargingAssociationId "ChargingAssociationId";
    163 ChargingAssociationNumber "ChargingAssociationNumber";
    164 ChargingAssociationPlan "ChargingAssociationPlan";
    165 ChargingType "ChargingType";
    166 CID_CallingPres "CID-CallingPres";
    167 Cipher "Cipher";
    168 Class "Class";
    169 ClientUri "ClientUri";
    170 CloseSession "CloseSession";
    171 Code "Code";
    172 CodecOrder "CodecOrder";
    173 CodecPrefsIncomingAnswer "CodecPrefsIncomingAnswer";
    174 CodecPrefsIncomingOffer "CodecPrefsIncomingOffer";
    175 CodecPrefsOutgoingAnswer "CodecPrefsOutgoingAnswer";
    176 CodecPrefsOutgoingOffer "CodecPrefsOutgoingOffer";
    177 Codecs "Codecs";
    178 Coding "Coding";
    179 Comedia "Comedia";
    180 Command "Command";
    181 CommandId "CommandId";
    182 Completed "Completed";
    183 CompletedFAXes "CompletedFAXes";
    184 Conference "Conference";
    185 ConnectedChannel "ConnectedChannel";
    186 ConnectedLineMethod "ConnectedLineMethod";
    187 ConnectedLineName "ConnectedLineName";
    188 ConnectedLineNum "ConnectedLineNum";
    189 Contact "Contact";
    190 ContactAcl "ContactAcl";
    191 ContactHeaderParams "ContactHeaderParams";
    192 Contacts "Contacts";
    193 ContactsRegistered "ContactsRegistered";
    194 ContactStatus "ContactStatus";
    195 ContactUser "ContactUser";
    196 Content_Type "Content-Type";
    197 Context "Context";
    198 Control "Control";
    199 CoreCDRenabled "CoreCDRenabled";
    200 CoreCurrentCalls "CoreCurrentCalls";
    201 CoreHTTPenabled "CoreHTTPenabled";
    202 CoreID "CoreID";
    203 CoreMaxCalls "CoreMaxCalls";
    204 CoreMaxFilehandles "CoreMaxFilehandles";
    205 CoreMaxLoadAvg "CoreMaxLoadAvg";
    206 CoreProcessedCalls "CoreProcessedCalls";
    207 CoreRealTimeEnabled "CoreRealTimeEnabled";
    208 CoreReloadDate "CoreReloadDate";
    209 CoreReloadTime "CoreReloadTime";
    210 CoreRunGroup "CoreRunGroup";
    211 CoreRunUser "CoreRunUser";
    212 CoreStartupDate "CoreStartupDate";
    213 CoreStartupTime "CoreStartupTime";
    214 Cos "Cos";
    215 CosAudio "CosAudio";
    216 Cost "Cost";
    217 CosVideo "CosVideo";
    218 Count "Count";
    219 Counter "Counter";
    220 CRC "CRC";
    221 Creation "Creation";
    222 Currency "Currency";
    223 CurrencyAmount "CurrencyAmount";
    224 CurrencyMultiplier "CurrencyMultiplier";
    225 CurrencyName "CurrencyName";
    226 CurrentSessions "CurrentSessions";
    227 DAHDIChannel "DAHDIChannel";
    228 DAHDIGroup "DAHDIGroup";
    229 DAHDISpan "DAHDISpan";
    230 Data "Data";
    231 DataRate "DataRate";
    232 Date "Date";
    233 DChannel "DChannel";
    234 Default_addr_IP "Default-addr-IP";
    235 Default_addr_port "Default-addr-port";
    236 Default_Username "Default-Username";
    237 DefaultExpiration "DefaultExpiration";
    238 DeleteMessage "DeleteMessage";
    239 Description "Description";
    240 DestAccountCode "DestAccountCode";
    241 DestApp "DestApp";
    242 DestBridgeUniqueid "DestBridgeUniqueid";
    243 DestCallerIDName "DestCallerIDName";
    244 DestCallerIDNum "DestCallerIDNum";
    245 DestChannel "DestChannel";
    246 DestChannelState "DestChannelState";
    247 DestChannelStateDesc "DestChannelStateDesc";
    248 DestChanVariable "DestChanVariable";
    249 DestConnectedLineName "DestConnectedLineName";
    250 DestConnectedLineNum "DestConnectedLineNum";
    251 DestContext "DestContext";
    252 DestExten "DestExten";
    253 Destination "Destination";
    254 DestinationChannel "DestinationChannel";
    255 DestinationContext "DestinationContext";
    256 DestLanguage "DestLanguage";
    257 DestLinkedid "DestLinkedid";
    258 DestPriority "DestPriority";
    259 DestTenantid "DestTenantid";
    260 DestTransfererChannel "DestTransfererChannel";
    261 DestType "DestType";
    262 DestUniqueid "DestUniqueid";
    263 Device "Device";
    264 DeviceId "DeviceId";
    265 DeviceState "DeviceState";
    266 DeviceStateBusyAt "DeviceStateBusyAt";
    267 Devicestatus "Devicestatus";
    268 DeviceType "DeviceType";
    269 Dialout "Dialout";
    270 DialStatus "DialStatus";
    271 DialString "DialString";
    272 Digit "Digit";
    273 Direction "Direction";
    274 DirectMedia "DirectMedia";
    275 DirectMediaGlareMitigation "DirectMediaGlareMitigation";
    276 DirectMediaMethod "DirectMediaMethod";
    277 DisableDirectMediaOnNat "DisableDirectMediaOnNat";
    278 Disallow "Disallow";
    279 Disposition "Disposition";
    280 DND "DND";
    281 DNID "DNID";
    282 DNSmanager "DNSmanager";
    283 Domain "Domain";
    284 DomainPort "DomainPort";
    285 DstFilename "DstFilename";
    286 DtlsAutoGenerateCert "DtlsAutoGenerateCert";
    287 DtlsCaFile "DtlsCaFile";
    288 DtlsCaPath "DtlsCaPath";
    289 DtlsCertFile "DtlsCertFile";
    290 DtlsCipher "DtlsCipher";
    291 DtlsFingerprint "DtlsFingerprint";
    292 DtlsPrivateKey "DtlsPrivateKey";
    293 DtlsRekey "DtlsRekey";
    294 DtlsSetup "DtlsSetup";
    295 DtlsVerify "DtlsVerify";
    296 DtmfMode "DtmfMode";
    297 Duration "Duration";
    298 DurationMs "DurationMs";
    299 Dynamic "Dynamic";
    300 EarlyMedia "EarlyMedia";
    301 EffectiveConnectedLineName "EffectiveConnectedLineName";
    302 EffectiveConnectedLineNum "EffectiveConnectedLineNum";
    303 Email "Email";
    304 Enabled "Enabled";
    305 Encryption "Encryption";
    306 EndMarked "EndMarked";
    307 EndMarkedAny "EndMarkedAny";
    308 Endpoint "Endpoint";
    309 EndpointName "EndpointName";
    310 EndTime "EndTime";
    311 Env "Env";
    312 Error "Error";
    313 ErrorCorrectionMode "ErrorCorrectionMode";
    314 Event "Event";
    315 EventList "EventList";
    316 EventMask "EventMask";
    317 EventName "EventName";
    318 Events "Events";
    319 EventTime "EventTime";
    320 EventTV "EventTV";
    321 EventVersion "EventVersion";
    322 ExitContext "ExitContext";
    323 ExpectedAddress "ExpectedAddress";
    324 ExpectedResponse "ExpectedResponse";
    325 Expiration "Expiration";
    326 ExpirationTime "ExpirationTime";
    327 Expires "Expires";
    328 Exten "Exten";
    329 Extension "Extension";
    330 ExtensionLabel "ExtensionLabel";
    331 ExtensionStates "ExtensionStates";
    332 ExternalMediaAddress "ExternalMediaAddress";
    333 ExternalSignalingAddress "ExternalSignalingAddress";
    334 ExternalSignalingPort "ExternalSignalingPort";
    335 Extra "Extra";
    336 ExtraChannel "ExtraChannel";
    337 ExtraContext "ExtraContext";
    338 ExtraExten "ExtraExten";
    339 ExtraPriority "ExtraPriority";
    340 FailedFAXes "FailedFAXes";
    341 Family "Family";
    342 FatalRetryInterval "FatalRetryInterval";
    343 FaxDetect "FaxDetect";
    344 FaxDetectTimeout "FaxDetectTimeout";
    345 File "File";
    346 Filename "Filename";
    347 Files "Files";
    348 Filter "Filter";
    349 Flag "Flag";
    350 Folder "Folder";
    351 FollowEarlyMediaFork "FollowEarlyMediaFork";
    352 ForbiddenRetryInterval "ForbiddenRetryInterval";
    353 ForceAvp "ForceAvp";
    354 ForceRport "ForceRport";
    355 Format "Format";
    356 Forward "Forward";
    357 Framing "Framing";
    358 From "From";
    359 FromBridgeCreator "FromBridgeCreator";
    360 FromBridgeName "FromBridgeName";
    361 FromBridgeNumChannels "FromBridgeNumChannels";
    362 FromBridgeTechnology "FromBridgeTechnology";
    363 FromBridgeType "FromBridgeType";
    364 FromBridgeUniqueid "FromBridgeUniqueid";
    365 FromBridgeVideoSource "FromBridgeVideoSource";
    366 FromBridgeVideoSourceMode "FromBridgeVideoSourceMode";
    367 FromDomain "FromDomain";
    368 FromString "FromString";
    369 FromUser "FromUser";
    370 Fullname "Fullname";
    371 FullState "FullState";
    372 Func "Func";
    373 G726NonStandard "G726NonStandard";
    374 GeolocIncomingCallProfile "GeolocIncomingCallProfile";
    375 GeolocOutgoingCallProfile "GeolocOutgoingCallProfile";
    376 Granularity "Granularity";
    377 GranularityTimeScale "GranularityTimeScale";
    378 Group "Group";
    379 Handler "Handler";
    380 Hint "Hint";
    381 HoldTime "HoldTime";
    382 Host "Host";
    383 IceSupport "IceSupport";
    384 ID "ID";
    385 IdentifyBy "IdentifyBy";
    386 Ignore183WithoutSdp "Ignore183WithoutSdp";
    387 IgnorePattern "IgnorePattern";
    388 ImageResolution "ImageResolution";
    389 IMAPFlags "IMAPFlags";
    390 IMAPPort "IMAPPort";
    391 IMAPServer "IMAPServer";
    392 IMAPUser "IMAPUser";
    393 Immediate "Immediate";
    394 InbandProgress "InbandProgress";
    395 InCall "InCall";
    396 IncludeContext "IncludeContext";
    397 IncomingCallOfferPref "IncomingCallOfferPref";
    398 IncomingMwiMailbox "IncomingMwiMailbox";
    399 Instance "Instance";
    400 Interface "Interface";
    401 IPaddress "IPaddress";
    402 IPport "IPport";
    403 IRQ "IRQ";
    404 IsExternal "IsExternal";
    405 IsTemplate_NNNNNN "IsTemplate-NNNNNN";
    406 Items "Items";
    407 Jabber "Jabber";
    408 JID "JID";
    409 JSON "JSON";
    410 Key "Key";
    411 Label "Label";
    412 Language "Language";
    413 LastApplication "LastApplication";
    414 LastCall "LastCall";
    415 LastCallerID "LastCallerID";
    416 LastData "LastData";
    417 LastDialedNr "LastDialedNr";
    418 LastMsgsSent "LastMsgsSent";
    419 LastPause "LastPause";
    420 LastReload "LastReload";
    421 LBO "LBO";
    422 Length "Length";
    423 Level "Level";
    424 Line "Line";
    425 Line_NNNNNN "Line-NNNNNN";
    426 Line_NNNNNN_NNNNNN "Line-NNNNNN-NNNNNN";
    427 LineLabel "LineLabel";
    428 Linkedid "Linkedid";
    429 ListContexts "ListContexts";
    430 ListExtensions "ListExtensions";
    431 ListItem "ListItem";
    432 ListItems "ListItems";
    433 ListPriorities "ListPriorities";
    434 LoadType "LoadType";
    435 LocalAddress "LocalAddress";
    436 LocalNet "LocalNet";
    437 LocalOneAccountCode "LocalOneAccountCode";
    438 LocalOneCallerIDName "LocalOneCallerIDName";
    439 LocalOneCallerIDNum "LocalOneCallerIDNum";
    440 LocalOneChannel "LocalOneChannel";
    441 LocalOneChannelState "LocalOneChannelState";
    442 LocalOneChannelStateDesc "LocalOneChannelStateDesc";
    443 LocalOneChanVariable "LocalOneChanVariable";
    444 LocalOneConnectedLineName "LocalOneConnectedLineName";
    445 LocalOneConnectedLineNum "LocalOneConnectedLineNum";
    446 LocalOneContext "LocalOneContext";
    447 LocalOneExten "LocalOneExten";
    448 LocalOneLanguage "LocalOneLanguage";
    449 LocalOneLinkedid "LocalOneLinkedid";
    450 LocalOnePriority "LocalOnePriority";
    451 LocalOneTenantid "LocalOneTenantid";
    452 LocalOneUniqueid "LocalOneUniqueid";
    453 LocalOptimization "LocalOptimization";
    454 LocalStationID "LocalStationID";
    455 LocalTwoAccountCode "LocalTwoAccountCode";
    456 LocalTwoCallerIDName "LocalTwoCallerIDName";
    457 LocalTwoCallerIDNum "LocalTwoCallerIDNum";
    458 LocalTwoChannel "LocalTwoChannel";
    459 LocalTwoChannelState "LocalTwoChannelState";
    460 LocalTwoChannelStateDesc "LocalTwoChannelStateDesc";
    461 LocalTwoChanVariable "LocalTwoChanVariable";
    462 LocalTwoConnectedLineName "LocalTwoConnectedLineName";
    463 LocalTwoConnectedLineNum "LocalTwoConnectedLineNum";
    464 LocalTwoContext "LocalTwoContext";
    465 LocalTwoExten "LocalTwoExten";
    466 LocalTwoLanguage "LocalTwoLanguage";
    467 LocalTwoLinkedid "LocalTwoLinkedid";
    468 LocalTwoPriority "LocalTwoPriority";
    469 LocalTwoTenantid "LocalTwoTenantid";
    470 LocalTwoUniqueid "LocalTwoUniqueid";
    471 Location "Location";
    472 Locked "Locked";
    473 LoggedIn "LoggedIn";
    474 LoggedInTime "LoggedInTime";
    475 LoginTime "LoginTime";
    476 LongestHoldTime "LongestHoldTime";
    477 Mailbox "Mailbox";
    478 Mailboxes "Mailboxes";
    479 MailCommand "MailCommand";
    480 Marked "Marked";
    481 MarkedUser "MarkedUser";
    482 Mask "Mask";
    483 Match "Match";
    484 Match_NNNNNN "Match-NNNNNN";
    485 MatchCriteria "MatchCriteria";
    486 MatchHeader "MatchHeader";
    487 MatchRequestUri "MatchRequestUri";
    488 Max "Max";
    489 MaxAudioStreams "MaxAudioStreams";
    490 MaxCallBR "MaxCallBR";
    491 MaxContacts "MaxContacts";
    492 Maxforwards "Maxforwards";
    493 MaximumExpiration "MaximumExpiration";
    494 MaxMessageCount "MaxMessageCount";
    495 MaxMessageLength "MaxMessageLength";
    496 MaxRandomInitialDelay "MaxRandomInitialDelay";
    497 MaxRetries "MaxRetries";
    498 MaxVideoStreams "MaxVideoStreams";
    499 MCallerIDName "MCallerIDName";
    500 MCallerIDNameCharSet "MCallerIDNameCharSet";
    501 MCallerIDNamePres "MCallerIDNamePres";
    502 MCallerIDNameValid "MCallerIDNameValid";
    503 MCallerIDNum "MCallerIDNum";
    504 MCallerIDNumPlan "MCallerIDNumPlan";
    505 MCallerIDNumPres "MCallerIDNumPres";
    506 MCallerIDNumValid "MCallerIDNumValid";
    507 MCallerIDPres "MCallerIDPres";
    508 MCallerIDSubaddr "MCallerIDSubaddr";
    509 MCallerIDSubaddrOdd "MCallerIDSubaddrOdd";
    510 MCallerIDSubaddrType "MCallerIDSubaddrType";
    511 MCallerIDton "MCallerIDton";
    512 MConnectedIDName "MConnectedIDName";
    513 MConnectedIDNameCharSet "MConnectedIDNameCharSet";
    514 MConnectedIDNamePres "MConnectedIDNamePres";
    515 MConnectedIDNameValid "MConnectedIDNameValid";
    516 MConnectedIDNum "MConnectedIDNum";
    517 MConnectedIDNumPlan "MConnectedIDNumPlan";
    518 MConnectedIDNumPres "MConnectedIDNumPres";
    519 MConnectedIDNumValid "MConnectedIDNumValid";
    520 MConnectedIDPres "MConnectedIDPres";
    521 MConnectedIDSubaddr "MConnectedIDSubaddr";
    522 MConnectedIDSubaddrOdd "MConnectedIDSubaddrOdd";
    523 MConnectedIDSubaddrType "MConnectedIDSubaddrType";
    524 MConnectedIDton "MConnectedIDton";
    525 Md5Cred "Md5Cred";
    526 MD5SecretExist "MD5SecretExist";
    527 MediaAddress "MediaAddress";
    528 MediaEncryption "MediaEncryption";
    529 MediaEncryptionOptimistic "MediaEncryptionOptimistic";
    530 MediaUseReceivedTransport "MediaUseReceivedTransport";
    531 Meetme "Meetme";
    532 Member "Member";
    533 MemberName "MemberName";
    534 Members "Members";
    535 Membership "Membership";
    536 Message "Message";
    537 MessageContext "MessageContext";
    538 Method "Method";
    539 MinimumExpiration "MinimumExpiration";
    540 Mix "Mix";
    541 MixMonitorID "MixMonitorID";
    542 Module "Module";
    543 MoHInterpret "MoHInterpret";
    544 MohPassthrough "MohPassthrough";
    545 MohSuggest "MohSuggest";
    546 MsgType "MsgType";
    547 Multiplier "Multiplier";
    548 MusicClass "MusicClass";
    549 Muted "Muted";
    550 Mutex "Mutex";
    551 MWIblink "MWIblink";
    552 MwiFromUser "MwiFromUser";
    553 MwiSubscribeReplacesUnsolicited "MwiSubscribeReplacesUnsolicited";
    554 Name "Name";
    555 Named_Callgroup "Named Callgroup";
    556 Named_Pickupgroup "Named Pickupgroup";
    557 NamedCallGroup "NamedCallGroup";
    558 NamedPickupGroup "NamedPickupGroup";
    559 Nativeformats "Nativeformats";
    560 New "New";
    561 NewMessageCount "NewMessageCount";
    562 NewMessages "NewMessages";
    563 Newname "Newname";
    564 NewPassword "NewPassword";
    565 NextReg "NextReg";
    566 NonceLifetime "NonceLifetime";
    567 NotificationBatchInterval "NotificationBatchInterval";
    568 NotifyEarlyInuseRinging "NotifyEarlyInuseRinging";
    569 NotRegistered "NotRegistered";
    570 Number "Number";
    571 NumberOfAddons "NumberOfAddons";
    572 NumberOfLines "NumberOfLines";
    573 NumberOfSpeeddials "NumberOfSpeeddials";
    574 OauthClientid "OauthClientid";
    575 OauthSecret "OauthSecret";
    576 Object "Object";
    577 ObjectName "ObjectName";
    578 ObjectType "ObjectType";
    579 ObjectUsername "ObjectUsername";
    580 Old "Old";
    581 OldAccountCode "OldAccountCode";
    582 OldMessageCount "OldMessageCount";
    583 OldMessages "OldMessages";
    584 OneTouchRecording "OneTouchRecording";
    585 Operation "Operation";
    586 Option "Option";
    587 Options "Options";
    588 Options_NNNNNN "Options-NNNNNN";
    589 Order "Order";
    590 OrigAccountCode "OrigAccountCode";
    591 OrigBridgeCreator "OrigBridgeCreator";
    592 OrigBridgeName "OrigBridgeName";
    593 OrigBridgeNumChannels "OrigBridgeNumChannels";
    594 OrigBridgeTechnology "OrigBridgeTechnology";
    595 OrigBridgeType "OrigBridgeType";
    596 OrigBridgeUniqueid "OrigBridgeUniqueid";
    597 OrigBridgeVideoSource "OrigBridgeVideoSource";
    598 OrigBridgeVideoSourceMode "OrigBridgeVideoSourceMode";
    599 OrigCallerIDName "OrigCallerIDName";
    600 OrigCallerIDNum "OrigCallerIDNum";
    601 OrigChannel "OrigChannel";
    602 OrigChannelState "OrigChannelState";
    603 OrigChannelStateDesc "OrigChannelStateDesc";
    604 OrigChanVariable "OrigChanVariable";
    605 OrigConnectedLineName "OrigConnectedLineName";
    606 OrigConnectedLineNum "OrigConnectedLineNum";
    607 OrigContext "OrigContext";
    608 OrigExten "OrigExten";
    609 OriginalPosition "OriginalPosition";
    610 OrigLanguage "OrigLanguage";
    611 OrigLinkedid "OrigLinkedid";
    612 OrigPriority "OrigPriority";
    613 OrigTenantid "OrigTenantid";
    614 OrigTransfererAccountCode "OrigTransfererAccountCode";
    615 OrigTransfererCallerIDName "OrigTransfererCallerIDName";
    616 OrigTransfererCallerIDNum "OrigTransfererCallerIDNum";
    617 OrigTransfererChannel "OrigTransfererChannel";
    618 OrigTransfererChannelState "OrigTransfererChannelState";
    619 OrigTransfererChannelStateDesc "OrigTransfererChannelStateDesc";
    620 OrigTransfererChanVariable "OrigTransfererChanVariable";
    621 OrigTransfererConnectedLineName "OrigTransfererConnectedLineName";
    622 OrigTransfererConnectedLineNum "OrigTransfererConnectedLineNum";
    623 OrigTransfererContext "OrigTransfererContext";
    624 OrigTransfererExten "OrigTransfererExten";
    625 OrigTransfererLanguage "OrigTransfererLanguage";
    626 OrigTransfererLinkedid "OrigTransfererLinkedid";
    627 OrigTransfererPriority "OrigTransfererPriority";
    628 OrigTransfererTenantid "OrigTransfererTenantid";
    629 OrigTransfererUniqueid "OrigTransfererUniqueid";
    630 OrigUniqueid "OrigUniqueid";
    631 OtherChannelId "OtherChannelId";
    632 OutboundAuth "OutboundAuth";
    633 OutboundAuths "OutboundAuths";
    634 OutboundProxy "OutboundProxy";
    635 OutgoingCallOfferPref "OutgoingCallOfferPref";
    636 Output "Output";
    637 OverlapContext "OverlapContext";
    638 PageNumber "PageNumber";
    639 Pager "Pager";
    640 PagesReceived "PagesReceived";
    641 PagesTransferred "PagesTransferred";
    642 PagesTransmitted "PagesTransmitted";
    643 Parameters "Parameters";
    644 ParkeeAccountCode "ParkeeAccountCode";
    645 ParkeeCallerIDName "ParkeeCallerIDName";
    646 ParkeeCallerIDNum "ParkeeCallerIDNum";
    647 ParkeeChannel "ParkeeChannel";
    648 ParkeeChannelState "ParkeeChannelState";
    649 ParkeeChannelStateDesc "ParkeeChannelStateDesc";
    650 ParkeeChanVariable "ParkeeChanVariable";
    651 ParkeeConnectedLineName "ParkeeConnectedLineName";
    652 ParkeeConnectedLineNum "ParkeeConnectedLineNum";
    653 ParkeeContext "ParkeeContext";
    654 ParkeeExten "ParkeeExten";
    655 ParkeeLanguage "ParkeeLanguage";
    656 ParkeeLinkedid "ParkeeLinkedid";
    657 ParkeePriority "ParkeePriority";
    658 ParkeeTenantid "ParkeeTenantid";
    659 ParkeeUniqueid "ParkeeUniqueid";
    660 ParkerAccountCode "ParkerAccountCode";
    661 ParkerCallerIDName "ParkerCallerIDName";
    662 ParkerCallerIDNum "ParkerCallerIDNum";
    663 ParkerChannel "ParkerChannel";
    664 ParkerChannelState "ParkerChannelState";
    665 ParkerChannelStateDesc "ParkerChannelStateDesc";
    666 ParkerChanVariable "ParkerChanVariable";
    667 ParkerConnectedLineName "ParkerConnectedLineName";
    668 ParkerConnectedLineNum "ParkerConnectedLineNum";
    669 ParkerContext "ParkerContext";
    670 ParkerDialString "ParkerDialString";
    671 ParkerExten "ParkerExten";
    672 ParkerLanguage "ParkerLanguage";
    673 ParkerLinkedid "ParkerLinkedid";
    674 ParkerPriority "ParkerPriority";
    675 ParkerTenantid "ParkerTenantid";
    676 ParkerUniqueid "ParkerUniqueid";
    677 ParkingDuration "ParkingDuration";
    678 Parkinglot "Parkinglot";
    679 ParkingSpace "ParkingSpace";
    680 ParkingTimeout "ParkingTimeout";
    681 Parties "Parties";
    682 Password "Password";
    683 PasswordDigest "PasswordDigest";
    684 Path "Path";
    685 Paused "Paused";
    686 PausedReason "PausedReason";
    687 Peer "Peer";
    688 PeerAccount "PeerAccount";
    689 PeerStatus "PeerStatus";
    690 Penalty "Penalty";
    691 Perceived "Perceived";
    692 Pickupgroup "Pickupgroup";
    693 Ping "Ping";
    694 Port "Port";
    695 Position "Position";
    696 PreDialGoSub "PreDialGoSub";
    697 PreferredCodecOnly "PreferredCodecOnly";
    698 PresenceMessage "PresenceMessage";
    699 Presentity "Presentity";
    700 PreserveEffectiveContext "PreserveEffectiveContext";
    701 Priority "Priority";
    702 Privilege "Privilege";
    703 PrivKeyFile "PrivKeyFile";
    704 Protocol "Protocol";
    705 Provider "Provider";
    706 PruneOnBoot "PruneOnBoot";
    707 PT "PT";
    708 Qualify2xxOnly "Qualify2xxOnly";
    709 QualifyFreq "QualifyFreq";
    710 QualifyFrequency "QualifyFrequency";
    711 QualifyTimeout "QualifyTimeout";
    712 Queue "Queue";
    713 RateType "RateType";
    714 Readformat "Readformat";
    715 Readtrans "Readtrans";
    716 Realm "Realm";
    717 RealtimeDevice "RealtimeDevice";
    718 Reason "Reason";
    719 Receive "Receive";
    720 ReceiveAttempts "ReceiveAttempts";
    721 ReceivedChallenge "ReceivedChallenge";
    722 ReceivedHash "ReceivedHash";
    723 RecordFile "RecordFile";
    724 RecordOffFeature "RecordOffFeature";
    725 RecordOnFeature "RecordOnFeature";
    726 Recursive "Recursive";
    727 RedirectMethod "RedirectMethod";
    728 ReferBlindProgress "ReferBlindProgress";
    729 Refresh "Refresh";
    730 RefreshToken "RefreshToken";
    731 Reg_Contact "Reg-Contact";
    732 Regcontext "Regcontext";
    733 RegExpire "RegExpire";
    734 RegExtension "RegExtension";
    735 Registered "Registered";
    736 Registrar "Registrar";
    737 Registration "Registration";
    738 RegistrationTime "RegistrationTime";
    739 RegServer "RegServer";
    740 Reload "Reload";
    741 RemoteAddress "RemoteAddress";
    742 RemoteSecretExist "RemoteSecretExist";
    743 RemoteStationID "RemoteStationID";
    744 RemoveExisting "RemoveExisting";
    745 RemoveUnavailable "RemoveUnavailable";
    746 Replace "Replace";
    747 ReportCount "ReportCount";
    748 ReportXCumulativeLost "ReportXCumulativeLost";
    749 ReportXDLSR "ReportXDLSR";
    750 ReportXFractionLost "ReportXFractionLost";
    751 ReportXHighestSequence "ReportXHighestSequence";
    752 ReportXIAJitter "ReportXIAJitter";
    753 ReportXLSR "ReportXLSR";
    754 ReportXSequenceNumberCycles "ReportXSequenceNumberCycles";
    755 ReportXSourceSSRC "ReportXSourceSSRC";
    756 RequestParams "RequestParams";
    757 RequestType "RequestType";
    758 RequireClientCert "RequireClientCert";
    759 ReservedSessions "ReservedSessions";
    760 Resolution "Resolution";
    761 Resource "Resource";
    762 ResourceDisplayName "ResourceDisplayName";
    763 Response "Response";
    764 Restart "Restart";
    765 Result "Result";
    766 ResultCode "ResultCode";
    767 RetrieverAccountCode "RetrieverAccountCode";
    768 RetrieverCallerIDName "RetrieverCallerIDName";
    769 RetrieverCallerIDNum "RetrieverCallerIDNum";
    770 RetrieverChannel "RetrieverChannel";
    771 RetrieverChannelState "RetrieverChannelState";
    772 RetrieverChannelStateDesc "RetrieverChannelStateDesc";
    773 RetrieverChanVariable "RetrieverChanVariable";
    774 RetrieverConnectedLineName "RetrieverConnectedLineName";
    775 RetrieverConnectedLineNum "RetrieverConnectedLineNum";
    776 RetrieverContext "RetrieverContext";
    777 RetrieverExten "RetrieverExten";
    778 RetrieverLanguage "RetrieverLanguage";
    779 RetrieverLinkedid "RetrieverLinkedid";
    780 RetrieverPriority "RetrieverPriority";
    781 RetrieverTenantid "RetrieverTenantid";
    782 RetrieverUniqueid "RetrieverUniqueid";
    783 RetryInterval "RetryInterval";
    784 RewriteContact "RewriteContact";
    785 Ringinuse "Ringinuse";
    786 RingTime "RingTime";
    787 Role "Role";
    788 RoundtripUsec "RoundtripUsec";
    789 RpidImmediate "RpidImmediate";
    790 RtcpMux "RtcpMux";
    791 RtpEngine "RtpEngine";
    792 RtpIpv6 "RtpIpv6";
    793 RtpKeepalive "RtpKeepalive";
    794 RtpPortEnd "RtpPortEnd";
    795 RtpPortStart "RtpPortStart";
    796 RtpSymmetric "RtpSymmetric";
    797 RtpTimeout "RtpTimeout";
    798 RtpTimeoutHold "RtpTimeoutHold";
    799 RTT "RTT";
    800 Rule "Rule";
    801 RuleList "RuleList";
    802 Rules "Rules";
    803 SayCID "SayCID";
    804 SayDurationMinimum "SayDurationMinimum";
    805 SayEnvelope "SayEnvelope";
    806 Scale "Scale";
    807 ScreenName "ScreenName";
    808 SdpOwner "SdpOwner";
    809 SdpSession "SdpSession";
    810 Search "Search";
    811 SecondBridgeCreator "SecondBridgeCreator";
    812 SecondBridgeName "SecondBridgeName";
    813 SecondBridgeNumChannels "SecondBridgeNumChannels";
    814 SecondBridgeTechnology "SecondBridgeTechnology";
    815 SecondBridgeType "SecondBridgeType";
    816 SecondBridgeUniqueid "SecondBridgeUniqueid";
    817 SecondBridgeVideoSource "SecondBridgeVideoSource";
    818 SecondBridgeVideoSourceMode "SecondBridgeVideoSourceMode";
    819 Seconds "Seconds";
    820 SecondTransfererAccountCode "SecondTransfererAccountCode";
    821 SecondTransfererCallerIDName "SecondTransfererCallerIDName";
    822 SecondTransfererCallerIDNum "SecondTransfererCallerIDNum";
    823 SecondTransfererChannel "SecondTransfererChannel";
    824 SecondTransfererChannelState "SecondTransfererChannelState";
    825 SecondTransfererChannelStateDesc "SecondTransfererChannelStateDesc";
    826 SecondTransfererChanVariable "SecondTransfererChanVariable";
    827 SecondTransfererConnectedLineName "SecondTransfererConnectedLineName";
    828 SecondTransfererConnectedLineNum "SecondTransfererConnectedLineNum";
    829 SecondTransfererContext "SecondTransfererContext";
    830 SecondTransfererExten "SecondTransfererExten";
    831 SecondTransfererLanguage "SecondTransfererLanguage";
    832 SecondTransfererLinkedid "SecondTransfererLinkedid";
    833 SecondTransfererPriority "SecondTransfererPriority";
    834 SecondTransfererTenantid "SecondTransfererTenantid";
    835 SecondTransfererUniqueid "SecondTransfererUniqueid";
    836 Secret "Secret";
    837 SecretExist "SecretExist";
    838 SecurityNegotiation "SecurityNegotiation";
    839 SendAoc "SendAoc";
    840 SendConnectedLine "SendConnectedLine";
    841 SendDiversion "SendDiversion";
    842 SendHistoryInfo "SendHistoryInfo";
    843 SendPai "SendPai";
    844 SendRpid "SendRpid";
    845 SentNTP "SentNTP";
    846 SentOctets "SentOctets";
    847 SentPackets "SentPackets";
    848 SentRTP "SentRTP";
    849 SequenceNumber "SequenceNumber";
    850 ServerEmail "ServerEmail";
    851 ServerUri "ServerUri";
    852 Service "Service";
    853 ServiceLevel "ServiceLevel";
    854 ServicelevelPerf "ServicelevelPerf";
    855 ServicelevelPerf2 "ServicelevelPerf2";
    856 ServiceURLs "ServiceURLs";
    857 SessionID "SessionID";
    858 SessionNumber "SessionNumber";
    859 SessionTV "SessionTV";
    860 SessionType "SessionType";
    861 SetVar "SetVar";
    862 Severity "Severity";
    863 Shutdown "Shutdown";
    864 Signalling "Signalling";
    865 SignallingCode "SignallingCode";
    866 SIP_AuthInsecure "SIP-AuthInsecure";
    867 SIP_CanReinvite "SIP-CanReinvite";
    868 SIP_Comedia "SIP-Comedia";
    869 SIP_DirectMedia "SIP-DirectMedia";
    870 SIP_DTMFmode "SIP-DTMFmode";
    871 SIP_Encryption "SIP-Encryption";
    872 SIP_Forcerport "SIP-Forcerport";
    873 SIP_FromDomain "SIP-FromDomain";
    874 Sip_FromDomain_Port "Sip-FromDomain-Port";
    875 SIP_FromUser "SIP-FromUser";
    876 SIP_PromiscRedir "SIP-PromiscRedir";
    877 SIP_RTCP_Mux "SIP-RTCP-Mux";
    878 SIP_RTP_Engine "SIP-RTP-Engine";
    879 SIP_Sess_Expires "SIP-Sess-Expires";
    880 SIP_Sess_Min "SIP-Sess-Min";
    881 SIP_Sess_Refresh "SIP-Sess-Refresh";
    882 SIP_Sess_Timers "SIP-Sess-Timers";
    883 SIP_T_38EC "SIP-T.38EC";
    884 SIP_T_38MaxDtgrm "SIP-T.38MaxDtgrm";
    885 SIP_T_38Support "SIP-T.38Support";
    886 SIP_TextSupport "SIP-TextSupport";
    887 SIP_Use_Reason_Header "SIP-Use-Reason-Header";
    888 SIP_Useragent "SIP-Useragent";
    889 SIP_UserPhone "SIP-UserPhone";
    890 SIP_VideoSupport "SIP-VideoSupport";
    891 Soft "Soft";
    892 SoundsSearchCustomDir "SoundsSearchCustomDir";
    893 Source "Source";
    894 SourceAccountCode "SourceAccountCode";
    895 SourceCallerIDName "SourceCallerIDName";
    896 SourceCallerIDNum "SourceCallerIDNum";
    897 SourceChannel "SourceChannel";
    898 SourceChannelState "SourceChannelState";
    899 SourceChannelStateDesc "SourceChannelStateDesc";
    900 SourceChanVariable "SourceChanVariable";
    901 SourceConnectedLineName "SourceConnectedLineName";
    902 SourceConnectedLineNum "SourceConnectedLineNum";
    903 SourceContext "SourceContext";
    904 SourceExten "SourceExten";
    905 SourceLanguage "SourceLanguage";
    906 SourceLinkedid "SourceLinkedid";
    907 SourcePriority "SourcePriority";
    908 SourceTenantid "SourceTenantid";
    909 SourceUniqueid "SourceUniqueid";
    910 Span "Span";
    911 SpecialCode "SpecialCode";
    912 Speeddial "Speeddial";
    913 SpyeeAccountCode "SpyeeAccountCode";
    914 SpyeeCallerIDName "SpyeeCallerIDName";
    915 SpyeeCallerIDNum "SpyeeCallerIDNum";
    916 SpyeeChannel "SpyeeChannel";
    917 SpyeeChannelState "SpyeeChannelState";
    918 SpyeeChannelStateDesc "SpyeeChannelStateDesc";
    919 SpyeeChanVariable "SpyeeChanVariable";
    920 SpyeeConnectedLineName "SpyeeConnectedLineName";
    921 SpyeeConnectedLineNum "SpyeeConnectedLineNum";
    922 SpyeeContext "SpyeeContext";
    923 SpyeeExten "SpyeeExten";
    924 SpyeeLanguage "SpyeeLanguage";
    925 SpyeeLinkedid "SpyeeLinkedid";
    926 SpyeePriority "SpyeePriority";
    927 SpyeeTenantid "SpyeeTenantid";
    928 SpyeeUniqueid "SpyeeUniqueid";
    929 SpyerAccountCode "SpyerAccountCode";
    930 SpyerCallerIDName "SpyerCallerIDName";
    931 SpyerCallerIDNum "SpyerCallerIDNum";
    932 SpyerChannel "SpyerChannel";
    933 SpyerChannelState "SpyerChannelState";
    934 SpyerChannelStateDesc "SpyerChannelStateDesc";
    935 SpyerChanVariable "SpyerChanVariable";
    936 SpyerConnectedLineName "SpyerConnectedLineName";
    937 SpyerConnectedLineNum "SpyerConnectedLineNum";
    938 SpyerContext "SpyerContext";
    939 SpyerExten "SpyerExten";
    940 SpyerLanguage "SpyerLanguage";
    941 SpyerLinkedid "SpyerLinkedid";
    942 SpyerPriority "SpyerPriority";
    943 SpyerTenantid "SpyerTenantid";
    944 SpyerUniqueid "SpyerUniqueid";
    945 SrcFilename "SrcFilename";
    946 SrtpTag32 "SrtpTag32";
    947 SrvLookups "SrvLookups";
    948 SSRC "SSRC";
    949 StartSpace "StartSpace";
    950 StartTime "StartTime";
    951 State "State";
    952 StateInterface "StateInterface";
    953 Status "Status";
    954 StatusText "StatusText";
    955 StepFunction "StepFunction";
    956 StirShaken "StirShaken";
    957 StirShakenProfile "StirShakenProfile";
    958 StopSpace "StopSpace";
    959 Strategy "Strategy";
    960 SubMinExpiry "SubMinExpiry";
    961 SubscribeContext "SubscribeContext";
    962 SubscriptionType "SubscriptionType";
    963 Subtype "Subtype";
    964 Success "Success";
    965 SupportedAlgorithmsUac "SupportedAlgorithmsUac";
    966 SupportedAlgorithmsUas "SupportedAlgorithmsUas";
    967 SupportOutbound "SupportOutbound";
    968 SupportPath "SupportPath";
    969 SuppressEvents "SuppressEvents";
    970 SuppressMohOnSendonly "SuppressMohOnSendonly";
    971 SuppressQ850ReasonHeaders "SuppressQ850ReasonHeaders";
    972 SwapUniqueid "SwapUniqueid";
    973 Switch "Switch";
    974 SymmetricTransport "SymmetricTransport";
    975 SystemName "SystemName";
    976 T38BindUdptlToMediaAddress "T38BindUdptlToMediaAddress";
    977 T38Udptl "T38Udptl";
    978 T38UdptlEc "T38UdptlEc";
    979 T38UdptlIpv6 "T38UdptlIpv6";
    980 T38UdptlMaxdatagram "T38UdptlMaxdatagram";
    981 T38UdptlNat "T38UdptlNat";
    982 Talking "Talking";
    983 TalkingStatus "TalkingStatus";
    984 TalkingToChan "TalkingToChan";
    985 TalkTime "TalkTime";
    986 TargetAccountCode "TargetAccountCode";
    987 TargetCallerIDName "TargetCallerIDName";
    988 TargetCallerIDNum "TargetCallerIDNum";
    989 TargetChannel "TargetChannel";
    990 TargetChannelState "TargetChannelState";
    991 TargetChannelStateDesc "TargetChannelStateDesc";
    992 TargetChanVariable "TargetChanVariable";
    993 TargetConnectedLineName "TargetConnectedLineName";
    994 TargetConnectedLineNum "TargetConnectedLineNum";
    995 TargetContext "TargetContext";
    996 TargetExten "TargetExten";
    997 TargetLanguage "TargetLanguage";
    998 TargetLinkedid "TargetLinkedid";
    999 TargetPriority "TargetPriority";
    1000 TargetTenantid "TargetTenantid";
    1001 TargetUniqueid "TargetUniqueid";
    1002 TcpKeepaliveEnable "TcpKeepaliveEnable";
    1003 TcpKeepaliveIdleTime "TcpKeepaliveIdleTime";
    1004 TcpKeepaliveIntervalTime "TcpKeepaliveIntervalTime";
    1005 TcpKeepaliveProbeCount "TcpKeepaliveProbeCount";
    1006 TechCause "TechCause";
    1007 Technology "Technology";
    1008 Templates_NNNNNN "Templates-NNNNNN";
    1009 Tenantid "Tenantid";
    1010 TextSupport "TextSupport";
    1011 Time "Time";
    1012 Timeout "Timeout";
    1013 TimeoutChannel "TimeoutChannel";
    1014 Timers "Timers";
    1015 TimersMinSe "TimersMinSe";
    1016 TimersSessExpires "TimersSessExpires";
    1017 TimeScale "TimeScale";
    1018 Timestamp "Timestamp";
    1019 TimeToHangup "TimeToHangup";
    1020 TimeZone "TimeZone";
    1021 To "To";
    1022 ToBridgeCreator "ToBridgeCreator";
    1023 ToBridgeName "ToBridgeName";
    1024 ToBridgeNumChannels "ToBridgeNumChannels";
    1025 ToBridgeTechnology "ToBridgeTechnology";
    1026 ToBridgeType "ToBridgeType";
    1027 ToBridgeUniqueid "ToBridgeUniqueid";
    1028 ToBridgeVideoSource "ToBridgeVideoSource";
    1029 ToBridgeVideoSourceMode "ToBridgeVideoSourceMode";
    1030 ToContext "ToContext";
    1031 ToFolder "ToFolder";
    1032 ToHost "ToHost";
    1033 ToMailbox "ToMailbox";
    1034 Tone "Tone";
    1035 ToneZone "ToneZone";
    1036 Tos "Tos";
    1037 TosAudio "TosAudio";
    1038 TosVideo "TosVideo";
    1039 Total "Total";
    1040 TotalBadLines "TotalBadLines";
    1041 TotalContacts "TotalContacts";
    1042 TotalType "TotalType";
    1043 TransfereeAccountCode "TransfereeAccountCode";
    1044 TransfereeCallerIDName "TransfereeCallerIDName";
    1045 TransfereeCallerIDNum "TransfereeCallerIDNum";
    1046 TransfereeChannel "TransfereeChannel";
    1047 TransfereeChannelState "TransfereeChannelState";
    1048 TransfereeChannelStateDesc "TransfereeChannelStateDesc";
    1049 TransfereeChanVariable "TransfereeChanVariable";
    1050 TransfereeConnectedLineName "TransfereeConnectedLineName";
    1051 TransfereeConnectedLineNum "TransfereeConnectedLineNum";
    1052 TransfereeContext "TransfereeContext";
    1053 TransfereeExten "TransfereeExten";
    1054 TransfereeLanguage "TransfereeLanguage";
    1055 TransfereeLinkedid "TransfereeLinkedid";
    1056 TransfereePriority "TransfereePriority";
    1057 TransfereeTenantid "TransfereeTenantid";
    1058 TransfereeUniqueid "TransfereeUniqueid";
    1059 TransfererAccountCode "TransfererAccountCode";
    1060 TransfererCallerIDName "TransfererCallerIDName";
    1061 TransfererCallerIDNum "TransfererCallerIDNum";
    1062 TransfererChannel "TransfererChannel";
    1063 TransfererChannelState "TransfererChannelState";
    1064 TransfererChannelStateDesc "TransfererChannelStateDesc";
    1065 TransfererChanVariable "TransfererChanVariable";
    1066 TransfererConnectedLineName "TransfererConnectedLineName";
    1067 TransfererConnectedLineNum "TransfererConnectedLineNum";
    1068 TransfererContext "TransfererContext";
    1069 TransfererExten "TransfererExten";
    1070 TransfererLanguage "TransfererLanguage";
    1071 TransfererLinkedid "TransfererLinkedid";
    1072 TransfererPriority "TransfererPriority";
    1073 TransfererTenantid "TransfererTenantid";
    1074 TransfererUniqueid "TransfererUniqueid";
    1075 TransferMode "TransferMode";
    1076 TransferRate "TransferRate";
    1077 TransferTargetAccountCode "TransferTargetAccountCode";
    1078 TransferTargetCallerIDName "TransferTargetCallerIDName";
    1079 TransferTargetCallerIDNum "TransferTargetCallerIDNum";
    1080 TransferTargetChannel "TransferTargetChannel";
    1081 TransferTargetChannelState "TransferTargetChannelState";
    1082 TransferTargetChannelStateDesc "TransferTargetChannelStateDesc";
    1083 TransferTargetChanVariable "TransferTargetChanVariable";
    1084 TransferTargetConnectedLineName "TransferTargetConnectedLineName";
    1085 TransferTargetConnectedLineNum "TransferTargetConnectedLineNum";
    1086 TransferTargetContext "TransferTargetContext";
    1087 TransferTargetExten "TransferTargetExten";
    1088 TransferTargetLanguage "TransferTargetLanguage";
    1089 TransferTargetLinkedid "TransferTargetLinkedid";
    1090 TransferTargetPriority "TransferTargetPriority";
    1091 TransferTargetTenantid "TransferTargetTenantid";
    1092 TransferTargetUniqueid "TransferTargetUniqueid";
    1093 TransmitAttempts "TransmitAttempts";
    1094 Transport "Transport";
    1095 Trunk "Trunk";
    1096 TrustConnectedLine "TrustConnectedLine";
    1097 TrustIdInbound "TrustIdInbound";
    1098 TrustIdOutbound "TrustIdOutbound";
    1099 Type "Type";
    1100 Uniqueid "Uniqueid";
    1101 Unit "Unit";
    1102 UnitAmount_N "UnitAmount(N)";
    1103 UnitType_N "UnitType(N)";
    1104 Up "Up";
    1105 Uptime "Uptime";
    1106 UrgMessages "UrgMessages";
    1107 URI "URI";
    1108 UseAvpf "UseAvpf";
    1109 UsePtime "UsePtime";
    1110 User "User";
    1111 UserAgent "UserAgent";
    1112 UserEqPhone "UserEqPhone";
    1113 UserEvent "UserEvent";
    1114 Userfield "Userfield";
    1115 Username "Username";
    1116 Usernum "Usernum";
    1117 UserNumber "UserNumber";
    1118 UsingPassword "UsingPassword";
    1119 Val "Val";
    1120 Value "Value";
    1121 Value_NNNNNN "Value-NNNNNN";
    1122 Var_NNNNNN "Var-NNNNNN";
    1123 Variable "Variable";
    1124 Variables "Variables";
    1125 VerifyClient "VerifyClient";
    1126 VerifyServer "VerifyServer";
    1127 Version "Version";
    1128 ViaAddr "ViaAddr";
    1129 ViaAddress "ViaAddress";
    1130 ViaPort "ViaPort";
    1131 VideoSupport "VideoSupport";
    1132 VMContext "VMContext";
    1133 VoiceMailbox "VoiceMailbox";
    1134 VoicemailExtension "VoicemailExtension";
    1135 VoicemailNumber "VoicemailNumber";
    1136 VolumeGain "VolumeGain";
    1137 VolumeUnit "VolumeUnit";
    1138 Wait "Wait";
    1139 Waiting "Waiting";
    1140 WaitMarked "WaitMarked";
    1141 Webrtc "Webrtc";
    1142 WebsocketWriteTimeout "WebsocketWriteTimeout";
    1143 Weight "Weight";
    1144 WithdrawInfo "WithdrawInfo";
    1145 Wrapuptime "Wrapuptime";
    1146 Writeformat "Writeformat";
    1147 Writetrans "Writetrans";
    seeds [
        0, 1, 1, 4, 5, 4, 1, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 0, 2, 0, 3, 1, 2, 0, 0, 0, 0, 2,
        0, 4, 0, 1, 0, 2, 2, 0, 6, 2, 2, 0, 1, 0, 0, 0, 0, 3, 1, 0, 9, 1, 0, 2, 0, 0, 0, 2, 2, 1,
        0, 4, 3, 0, 0, 0, 0, 0, 3, 0, 0, 2, 1, 2, 0, 1, 2, 0, 0, 2, 0, 0, 0, 1, 8, 1, 2, 3, 2, 0,
        0, 8, 0, 0, 0, 0, 0, 0, 7, 0, 9, 1, 0, 1, 0, 0, 0, 0, 3, 1, 0, 1, 2, 2, 0, 0, 1, 0, 0, 0,
        0, 0, 4, 0, 0, 0, 2, 3, 0, 3, 0, 0, 2, 1, 0, 7, 0, 0, 1, 0, 0, 1, 0, 0, 0, 3, 3, 1, 2, 0,
        0, 1, 1, 0, 1, 0, 3, 0, 4, 3, 0, 4, 1, 0, 0, 0, 1, 6, 0, 0, 0, 8, 0, 0, 0, 6, 8, 0, 0, 1,
        2, 0, 1, 2, 0, 0, 3, 3, 1, 0, 0, 2, 2, 0, 0, 3, 1, 0, 1, 1, 0, 0, 1, 0, 0, 1, 0, 0, 1, 2,
        0, 7, 4, 1, 1, 0, 1, 2, 8, 0, 0, 1, 1, 1, 0, 0, 0, 5, 6, 10, 0, 0, 0, 0, 0, 0, 0, 5, 0,
        0, 0, 0, 0, 1, 0, 3, 3, 0, 0, 0, 2, 1, 0, 5, 0, 1, 0, 2, 0, 0, 4, 1, 8, 0, 3, 1, 0, 1, 0,
        3, 2, 1, 3, 3, 2, 0, 1, 0, 2, 3, 3, 3, 0, 5, 3, 2, 5, 0, 0, 0, 0, 0, 0, 5, 0, 3, 0, 1, 0,
        1, 0, 1, 0, 0, 1, 0, 0, 2, 0, 0, 5, 8, 6, 1, 0, 0, 0, 0, 0, 1, 0, 1, 2, 3, 2, 0, 0, 1, 0,
        0, 2, 3, 1, 0, 9, 0, 3, 1, 0, 2, 3, 0, 1, 2, 0, 1, 3, 1, 3, 5, 1, 1, 0, 6, 0, 1, 3, 2, 0,
        0, 3, 0, 1, 3, 1, 5, 0, 11, 0, 0, 2, 2, 7, 0, 0, 0, 0, 0, 1, 3, 0, 0, 13, 1, 3, 2, 0, 2,
        0, 3, 0, 0, 1, 4, 0, 11, 0, 0, 0, 1, 1, 2, 1, 0, 0, 1, 7, 5, 0, 4, 0, 0, 0, 0, 0, 2, 1,
        0, 1, 0, 0, 3, 7, 0, 0, 2, 2, 9, 1, 2, 2, 1, 0, 0, 4, 4, 2, 1, 3, 2, 0, 0, 8, 0, 0, 0, 1,
        0, 0, 0, 0, 0, 5, 0, 2, 0, 3, 16, 0, 4, 14, 0, 3, 0, 8, 10, 0, 0, 9, 0, 1, 1, 6, 3, 0, 0,
        0, 1, 2, 3, 0, 1, 0, 0, 0, 0, 1, 0, 0, 9, 0, 1, 0, 16, 0, 0, 0, 0, 0, 5, 4, 0, 2, 3, 0,
        1, 3, 0, 7, 1, 2, 2,
    ]
    places [
        0, 0, 729, 903, 579, 35, 0, 0, 522, 0, 753, 1131, 219, 766, 0, 938, 1046, 320, 0, 213, 0,
        386, 0, 364, 0, 865, 0, 688, 996, 284, 593, 870, 567, 305, 83, 0, 0, 0, 184, 159, 1074,
        0, 0, 0, 1098, 782, 107, 389, 0, 601, 0, 967, 0, 784, 621, 575, 904, 0, 1132, 435, 676,
        352, 306, 449, 0, 374, 408, 0, 0, 0, 0, 553, 0, 0, 846, 0, 0, 81, 570, 660, 0, 771, 278,
        583, 351, 0, 441, 866, 0, 0, 0, 0, 0, 0, 0, 671, 0, 0, 0, 521, 459, 463, 0, 0, 0, 118,
        64, 793, 0, 445, 1062, 0, 0, 416, 538, 667, 1015, 0, 1092, 0, 130, 0, 0, 0, 0, 0, 497, 0,
        98, 426, 141, 979, 0, 0, 425, 192, 0, 0, 0, 373, 0, 725, 0, 821, 442, 0, 800, 0, 983, 40,
        623, 246, 0, 158, 146, 189, 42, 23, 707, 959, 1094, 809, 471, 323, 558, 0, 0, 41, 17,
        421, 831, 0, 399, 802, 114, 1147, 0, 0, 0, 437, 654, 1042, 998, 0, 0, 326, 1105, 0, 0, 0,
        163, 673, 514, 18, 0, 874, 0, 492, 0, 261, 592, 1024, 0, 566, 891, 0, 0, 212, 0, 0, 414,
        78, 0, 557, 663, 834, 0, 0, 1044, 0, 0, 1055, 1058, 811, 0, 0, 0, 0, 194, 679, 0, 659,
        229, 661, 844, 0, 289, 0, 243, 0, 0, 381, 0, 0, 0, 13, 0, 0, 0, 0, 0, 551, 0, 315, 1077,
        0, 0, 0, 209, 0, 0, 746, 0, 652, 124, 227, 0, 1136, 0, 0, 241, 105, 794, 854, 0, 0, 0,
        1090, 761, 525, 0, 0, 0, 0, 430, 0, 0, 0, 0, 0, 0, 411, 392, 476, 604, 0, 829, 361, 0,
        1010, 921, 0, 0, 0, 0, 62, 235, 1123, 464, 1039, 755, 535, 881, 494, 211, 181, 0, 877, 0,
        349, 176, 28, 905, 332, 0, 849, 0, 0, 36, 747, 826, 741, 668, 649, 330, 0, 0, 420, 0, 0,
        0, 0, 0, 0, 0, 0, 0, 428, 0, 0, 0, 0, 0, 132, 0, 0, 0, 955, 832, 391, 1032, 431, 122, 0,
        0, 363, 0, 0, 0, 830, 0, 560, 0, 429, 115, 451, 0, 630, 0, 0, 52, 139, 1118, 964, 0, 0,
        343, 80, 0, 655, 0, 0, 0, 1103, 0, 745, 0, 0, 0, 1104, 0, 0, 0, 0, 0, 0, 606, 597, 0,
        379, 0, 0, 422, 594, 154, 0, 0, 573, 0, 804, 0, 0, 253, 727, 170, 970, 0, 0, 0, 1135,
        222, 74, 0, 0, 0, 693, 0, 0, 350, 287, 815, 360, 1102, 0, 0, 777, 0, 1083, 56, 470, 0,
        291, 1114, 144, 0, 271, 0, 685, 0, 0, 0, 220, 0, 479, 0, 0, 66, 142, 617, 0, 22, 0, 244,
        0, 357, 561, 612, 0, 890, 0, 0, 0, 0, 375, 0, 1129, 0, 0, 79, 472, 0, 0, 0, 433, 632,
        238, 965, 909, 0, 294, 0, 684, 292, 556, 109, 0, 260, 0, 0, 795, 0, 0, 1033, 0, 0, 0, 0,
        0, 281, 423, 0, 0, 295, 929, 0, 0, 412, 0, 99, 113, 0, 0, 0, 0, 478, 712, 956, 0, 0, 82,
        123, 0, 0, 407, 0, 975, 71, 1005, 110, 102, 0, 0, 0, 1107, 989, 0, 839, 888, 586, 0, 0,
        436, 0, 511, 0, 228, 1022, 763, 977, 0, 0, 0, 0, 721, 930, 0, 0, 1006, 1143, 0, 677, 0,
        356, 0, 1125, 1073, 9, 126, 1115, 791, 529, 314, 0, 0, 0, 0, 785, 0, 252, 355, 0, 0, 382,
        779, 1065, 882, 966, 590, 0, 0, 951, 0, 615, 0, 0, 518, 1080, 0, 774, 0, 609, 787, 0,
        803, 1031, 0, 116, 1057, 644, 0, 0, 708, 1137, 76, 0, 701, 0, 0, 0, 875, 0, 409, 0, 60,
        1142, 106, 0, 0, 0, 254, 174, 404, 340, 0, 0, 1134, 454, 453, 0, 0, 143, 851, 0, 536, 0,
        0, 331, 0, 327, 490, 0, 0, 0, 0, 0, 0, 666, 0, 906, 893, 0, 1095, 204, 899, 861, 0, 0,
        699, 0, 365, 358, 790, 568, 924, 0, 1084, 456, 0, 822, 0, 383, 0, 504, 0, 26, 786, 1145,
        845, 0, 156, 166, 1020, 835, 0, 0, 169, 0, 1045, 0, 1030, 247, 0, 896, 0, 0, 0, 0, 559,
        1086, 318, 0, 59, 265, 136, 0, 574, 742, 153, 0, 650, 439, 0, 0, 0, 226, 29, 0, 380, 0,
        631, 223, 569, 296, 533, 70, 0, 0, 1053, 700, 0, 415, 347, 748, 799, 917, 0, 319, 0, 607,
        95, 675, 0, 58, 0, 277, 206, 232, 264, 0, 0, 324, 886, 991, 912, 1124, 0, 151, 0, 339,
        309, 0, 1018, 825, 0, 756, 739, 405, 0, 396, 0, 859, 0, 0, 0, 0, 0, 719, 796, 595, 740,
        0, 968, 936, 757, 640, 697, 193, 0, 681, 689, 0, 75, 0, 0, 810, 0, 0, 0, 321, 0, 653,
        329, 96, 14, 0, 101, 715, 0, 500, 0, 0, 0, 885, 0, 0, 925, 0, 440, 0, 783, 867, 0, 0,
        961, 0, 0, 0, 406, 1017, 0, 0, 1040, 387, 0, 1037, 0, 0, 0, 0, 0, 0, 0, 0, 516, 0, 0, 0,
        0, 0, 543, 496, 0, 0, 935, 0, 335, 0, 25, 0, 119, 0, 709, 915, 0, 45, 0, 0, 20, 1128,
        1067, 0, 768, 0, 0, 555, 898, 1113, 202, 0, 0, 814, 1023, 530, 856, 0, 236, 345, 0, 0, 0,
        1059, 664, 565, 0, 233, 108, 941, 0, 819, 694, 618, 167, 927, 1056, 582, 177, 0, 672, 0,
        0, 134, 0, 61, 0, 762, 138, 0, 0, 705, 0, 0, 976, 0, 0, 919, 0, 370, 1028, 788, 0, 833,
        0, 91, 947, 892, 0, 0, 0, 580, 127, 501, 988, 0, 635, 928, 369, 0, 0, 0, 0, 0, 0, 0, 872,
        0, 824, 0, 0, 0, 515, 0, 0, 0, 878, 67, 0, 647, 616, 0, 0, 0, 716, 0, 0, 30, 0, 610, 873,
        945, 962, 297, 1127, 0, 0, 19, 0, 397, 690, 0, 0, 0, 813, 816, 205, 0, 51, 944, 462, 837,
        0, 438, 0, 645, 744, 0, 502, 0, 0, 499, 600, 0, 1050, 311, 0, 0, 0, 450, 0, 1054, 895, 0,
        0, 157, 0, 0, 848, 0, 686, 273, 0, 0, 990, 730, 806, 0, 0, 0, 0, 0, 0, 0, 0, 0, 362, 427,
        0, 168, 0, 0, 0, 0, 981, 0, 161, 279, 0, 0, 1036, 0, 634, 910, 0, 89, 0, 711, 863, 539,
        576, 0, 256, 620, 0, 0, 63, 960, 1009, 950, 129, 0, 0, 0, 0, 0, 931, 509, 0, 0, 641, 0,
        0, 214, 0, 0, 548, 843, 0, 0, 1081, 0, 0, 0, 103, 4, 178, 0, 140, 0, 0, 0, 698, 0, 0,
        751, 0, 1087, 805, 0, 245, 0, 0, 0, 908, 419, 0, 0, 491, 687, 0, 0, 0, 250, 1038, 0, 172,
        0, 274, 8, 0, 738, 541, 310, 0, 372, 190, 619, 403, 0, 1088, 857, 636, 954, 995, 0, 0,
        1138, 0, 628, 1091, 1101, 0, 0, 0, 572, 0, 0, 902, 0, 611, 797, 0, 488, 0, 1034, 0, 198,
        1096, 0, 0, 16, 249, 0, 0, 724, 221, 267, 87, 0, 0, 395, 0, 0, 0, 0, 0, 513, 286, 943, 0,
        259, 737, 182, 0, 879, 0, 932, 1076, 662, 0, 614, 508, 1026, 0, 552, 0, 0, 0, 210, 0, 0,
        48, 638, 913, 520, 0, 0, 0, 963, 1078, 0, 493, 842, 0, 978, 0, 133, 0, 307, 0, 230, 0, 2,
        0, 325, 0, 0, 0, 0, 764, 0, 0, 0, 0, 0, 173, 298, 0, 542, 152, 1133, 1035, 0, 1082, 0, 0,
        588, 390, 722, 1027, 0, 0, 926, 864, 0, 0, 0, 201, 137, 0, 120, 0, 0, 0, 0, 0, 0, 0,
        1130, 231, 767, 0, 270, 164, 585, 0, 528, 10, 197, 0, 0, 162, 934, 765, 65, 0, 400, 0,
        972, 1041, 0, 316, 0, 0, 578, 0, 958, 53, 0, 0, 0, 1072, 0, 0, 0, 276, 322, 217, 0, 266,
        1025, 117, 0, 547, 3, 901, 1066, 1109, 0, 798, 0, 0, 1085, 1126, 758, 0, 860, 519, 923,
        0, 0, 484, 0, 801, 0, 0, 0, 0, 57, 836, 0, 0, 0, 336, 728, 0, 86, 850, 0, 602, 629, 0,
        973, 1061, 0, 1013, 608, 772, 0, 0, 0, 971, 46, 77, 398, 313, 461, 417, 104, 195, 0, 0,
        584, 703, 187, 203, 90, 0, 554, 0, 0, 838, 303, 43, 258, 1099, 0, 0, 769, 0, 0, 0, 887,
        0, 0, 0, 338, 344, 0, 544, 0, 937, 0, 0, 627, 969, 434, 0, 0, 0, 562, 651, 0, 581, 251,
        0, 0, 841, 0, 656, 341, 0, 0, 0, 1106, 179, 317, 984, 0, 150, 0, 473, 68, 0, 862, 957, 0,
        0, 0, 531, 165, 299, 388, 1071, 1093, 290, 208, 12, 145, 523, 225, 466, 371, 0, 263, 366,
        477, 550, 0, 0, 1141, 0, 1140, 432, 946, 27, 0, 564, 0, 0, 0, 0, 0, 0, 199, 718, 0, 853,
        0, 148, 413, 775, 506, 587, 1003, 589, 1029, 0, 0, 1052, 0, 353, 0, 714, 0, 0, 0, 262, 0,
        0, 571, 446, 0, 0, 626, 112, 0, 0, 1146, 0, 980, 0, 0, 328, 0, 0, 503, 5, 625, 0, 149, 0,
        505, 920, 0, 0, 526, 1014, 646, 0, 384, 0, 869, 546, 0, 240, 0, 780, 734, 460, 1100, 234,
        894, 0, 0, 1001, 0, 0, 828, 1011, 72, 0, 678, 808, 207, 1116, 807, 0, 348, 713, 1004, 0,
        301, 889, 577, 0, 1119, 939, 637, 160, 0, 692, 467, 0, 852, 733, 1016, 0, 0, 1002, 710,
        188, 0, 0, 482, 125, 180, 624, 0, 517, 0, 50, 0, 0, 987, 0, 92, 695, 342, 0, 0, 308, 0,
        0, 0, 186, 155, 0, 0, 242, 1097, 818, 911, 255, 596, 34, 0, 1021, 1047, 510, 0, 88, 781,
        639, 385, 847, 0, 0, 0, 1064, 720, 282, 24, 304, 0, 0, 47, 0, 974, 443, 410, 0, 750, 0,
        0, 0, 0, 293, 21, 377, 1075, 0, 402, 0, 0, 0, 0, 812, 6, 897, 736, 0, 997, 0, 1122, 0, 0,
        216, 283, 953, 0, 495, 657, 706, 268, 275, 0, 1043, 0, 94, 272, 0, 778, 0, 0, 0, 0, 732,
        401, 0, 0, 0, 337, 0, 1139, 1144, 0, 100, 717, 0, 992, 0, 704, 85, 0, 280, 346, 0, 0,
        907, 200, 0, 31, 0, 0, 37, 465, 485, 512, 376, 1120, 175, 1049, 827, 599, 0, 0, 0, 789,
        1051, 817, 54, 0, 1079, 683, 0, 0, 0, 0, 0, 0, 0, 128, 669, 0, 993, 480, 0, 648, 642, 0,
        563, 33, 0, 248, 7, 0, 749, 457, 868, 759, 0, 11, 633, 0, 269, 0, 792, 486, 598, 0, 0, 0,
        196, 0, 0, 752, 658, 448, 665, 183, 0, 754, 0, 0, 393, 743, 982, 1068, 0, 1007, 334, 0,
        481, 922, 1070, 0, 32, 312, 0, 378, 0, 534, 0, 0, 218, 643, 1121, 0, 0, 918, 0, 444, 880,
        916, 0, 0, 359, 1069, 820, 0, 1008, 735, 770, 0, 670, 883, 871, 1117, 507, 171, 855, 84,
        0, 1012, 0, 487, 0, 0, 0, 0, 418, 0, 458, 111, 999, 0, 933, 367, 731, 354, 776, 0, 474,
        0, 0, 0, 613, 185, 524, 1000, 605, 0, 0, 0, 603, 702, 0, 532, 394, 469, 0, 0, 622, 489,
        942, 131, 1048, 224, 288, 682, 1063, 257, 1108, 55, 147, 0, 986, 0, 0, 0, 121, 760, 0, 0,
        447, 0, 300, 455, 0, 1111, 0, 0, 0, 285, 237, 0, 723, 914, 545, 0, 452, 884, 468, 591,
        940, 0, 0, 0, 0, 73, 424, 0, 985, 0, 0, 39, 0, 0, 0, 1110, 823, 0, 0, 549, 368, 1089,
        1060, 0, 900, 0, 0, 333, 0, 44, 0, 0, 0, 38, 691, 680, 1112, 537, 994, 1019, 0, 93, 0, 0,
        949, 858, 215, 483, 0, 191, 948, 0, 302, 0, 0, 696, 475, 0, 0, 69, 0, 773, 0, 1, 0, 952,
        15, 0, 876, 540, 0, 0, 0, 49, 0, 527, 840, 0, 97, 674, 498, 0, 726, 239, 135,
    ]
}

crate::name::shapes! {
    seeds [
        8, 3, 1, 6, 0, 3, 0, 0,
    ]
    places [
        3, 11, 0, 19, 0, 16, 2, 4, 6, 22, 20, 15, 7, 12, 21, 0, 13, 9, 0, 0, 23, 10, 0, 14, 17,
        0, 1, 0, 8, 0, 18, 5,
    ]
    numbered {
        Action_NNNNNN "Action-######";
        Cat_NNNNNN "Cat-######";
        Category_NNNNNN "Category-######";
        Charge_Units_N_NumberOf "Charge/Units(#)/NumberOf";
        Charge_Units_N_TypeOf "Charge/Units(#)/TypeOf";
        IsTemplate_NNNNNN "IsTemplate-######";
        Line_NNNNNN "Line-######";
        Line_NNNNNN_NNNNNN "Line-######-######";
        Match_NNNNNN "Match-######";
        Options_NNNNNN "Options-######";
        ReportXCumulativeLost "Report#CumulativeLost";
        ReportXDLSR "Report#DLSR";
        ReportXFractionLost "Report#FractionLost";
        ReportXHighestSequence "Report#HighestSequence";
        ReportXIAJitter "Report#IAJitter";
        ReportXLSR "Report#LSR";
        ReportXSequenceNumberCycles "Report#SequenceNumberCycles";
        ReportXSourceSSRC "Report#SourceSSRC";
        Templates_NNNNNN "Templates-######";
        UnitAmount_N "UnitAmount(#)";
        UnitType_N "UnitType(#)";
        Value_NNNNNN "Value-######";
        Var_NNNNNN "Var-######";
    }
    texts {
        ChanVariable_channel "ChanVariable(";
    }
}
