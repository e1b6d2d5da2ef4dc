//! A connection without a connection.

use super::*;
use crate::clock::Clock;
use crate::config::{Config, Extension, User};
use crate::exchange::Deed;
use crate::packet::Stamp;

const SECOND: u64 = 1_000_000_000;

/// Connections to one exchange, in time.
struct Bench {
    exchange: Exchange,
    settings: Arc<Settings>,
    managers: Vec<Manager>,
    now: u64,
}

impl Bench {
    fn new(users: Vec<User>) -> Bench {
        let clock = Clock::starting(1_474_279_641_296_000, -240);
        let extensions = vec![Extension::new("1000"), Extension::new("1001"), Extension::silent("1002")];
        let config = Config { extensions, ..Config::default() };
        let settings = Settings::new(users, config.login_limit, config.refusal_delay, None);
        Bench {
            exchange: Exchange::new(&config, Stamp { clock, on: false }),
            settings: Arc::new(settings),
            managers: Vec::new(),
            now: 0,
        }
    }

    fn connect(&mut self) -> usize {
        let (local, remote) = ("0.0.0.0:7777".parse().unwrap(), "127.0.0.1:54224".parse().unwrap());
        let peer = Peer { number: self.managers.len() as u64 + 1, local, remote, tls: false };
        let manager = Manager::new(peer, self.settings.clone(), self.now);
        self.managers.push(manager);
        let greeting = self.got(self.managers.len() - 1);
        assert_eq!(greeting, "Asterisk Call Manager/2.7.0\r\n");
        self.managers.len() - 1
    }

    fn work(&mut self) {
        loop {
            self.exchange.advance(self.now);
            while let Some(deed) = self.exchange.deed() {
                match deed {
                    Deed::Tell(event) => self.managers.iter_mut().for_each(|manager| manager.offer(&event)),
                    Deed::Answer { connection, packet } => self.managers[connection as usize - 1].answer(&packet),
                }
            }
            let (now, exchange) = (self.now, &mut self.exchange);
            if !self.managers.iter_mut().any(|manager| manager.turn(now, exchange)) {
                return;
            }
        }
    }

    /// What a connection gets.
    fn got(&mut self, manager: usize) -> String {
        let text = String::from_utf8(self.managers[manager].transmit().to_vec()).unwrap();
        self.managers[manager].sent(text.len());
        text
    }

    /// Sends, and what comes back.
    fn say(&mut self, manager: usize, text: &str) -> String {
        self.managers[manager].receive(text.as_bytes());
        self.work();
        self.got(manager)
    }

    fn at(&mut self, now: u64) {
        self.now = now;
        self.work();
    }

    fn logged_in(&mut self, user: &str, events: &str) -> usize {
        let manager = self.connect();
        let text = format!("Action: Login\r\nUsername: {user}\r\nSecret: test123\r\nEvents: {events}\r\n\r\n");
        let answer = self.say(manager, &text);
        assert!(answer.starts_with("Response: Success\r\nMessage: Authentication accepted\r\n\r\n"), "{answer}");
        manager
    }
}

fn guide() -> Bench {
    Bench::new(vec![User::of_the_guide()])
}

#[test]
fn the_guides_login_typed_by_hand() {
    let mut bench = guide();
    let manager = bench.connect();
    assert_eq!(bench.say(manager, "action: login\nusername: ucmamiuser1\nsecret: test123\nlogin\n"), "");
    assert_eq!(
        bench.say(manager, "\n"),
        "Response: Success\r\nMessage: Authentication accepted\r\n\r\n\
         Event: SuccessfulAuth\r\nPrivilege: security,all\r\nEventTV: 2016-09-19T06:07:21.296-0400\r\n\
         Severity: Informational\r\nService: AMI\r\nEventVersion: 1\r\nAccountID: ucmamiuser1\r\n\
         SessionID: 0xa964c4\r\nLocalAddress: IPV4/TCP/0.0.0.0/7777\r\n\
         RemoteAddress: IPV4/TCP/127.0.0.1/54224\r\nUsingPassword: 0\r\n\
         SessionTV: 2016-09-19T06:07:21.296-0400\r\n\r\n"
    );
    // One Enter too many.
    assert_eq!(bench.say(manager, "\r\n")[..50], "Response: Error\r\nMessage: Missing action in request"[..50]);
}

#[test]
fn thirty_seconds_without_a_login_and_not_a_word() {
    let mut bench = guide();
    let (silent, talks, logs_in) = (bench.connect(), bench.connect(), bench.connect());
    assert_eq!(bench.managers[silent].deadline(), Some(30 * SECOND));
    bench.at(29 * SECOND);
    assert_eq!(bench.say(talks, "Action: Ping\r\n\r\n"), "Response: Error\r\nMessage: Permission denied\r\n\r\n");
    bench.say(logs_in, "Action: Login\r\nUsername: UCMAMIUSER1\r\nSecret: test123\r\n\r\n");
    bench.at(30 * SECOND - 1);
    assert!(!bench.managers[silent].is_closing());
    bench.at(30 * SECOND);
    assert!(bench.managers[silent].is_closing() && bench.managers[talks].is_closing());
    assert_eq!((bench.got(silent), bench.got(talks)), (String::new(), String::new()));
    assert_eq!(bench.managers[logs_in].deadline(), None);
    bench.at(3000 * SECOND);
    assert!(!bench.managers[logs_in].is_closing());
}

#[test]
fn a_refused_login_waits_a_second_and_tells_nothing() {
    let mut stranger = User::local("stranger1", "test123", "all").unwrap();
    stranger.permit = vec!["10.0.0.0/8".parse().unwrap()];
    let nowhere = User { name: "nowhere11".into(), permit: Vec::new(), ..User::of_the_guide() };
    let mute = User { name: "mute11111".into(), secret: String::new(), ..User::of_the_guide() };
    let mut bench = Bench::new(vec![User::of_the_guide(), stranger, nowhere, mute]);
    let watcher = bench.logged_in("ucmamiuser1", "on");
    bench.got(watcher);
    for (user, proof, incident) in [
        ("ucmamiuser1", "Secret: test124", "InvalidPassword"),
        ("ucmamiuser1", "Secret: Test123", "InvalidPassword"),
        ("ucmamiuser1", "Other: test123", "InvalidPassword"),
        ("ucmamiuser1", "AuthType: MD5\r\nKey: 0", "ChallengeResponseFailed"),
        ("ucmamiuser2", "Secret: test123", "InvalidAccountID"),
        ("stranger1", "Secret: test123", "FailedACL"),
        ("nowhere11", "Secret: test123", "FailedACL"),
        ("mute11111", "Secret: ", "InvalidPassword"),
    ] {
        let manager = bench.connect();
        let text = format!("Action: Login\r\nActionID: 1\r\nUsername: {user}\r\n{proof}\r\n\r\nAction: Ping\r\n\r\n");
        assert_eq!(bench.say(manager, &text), "");
        let told = bench.got(watcher);
        let head = format!("Event: {incident}\r\nPrivilege: security,all\r\nEventTV: ");
        assert!(told.starts_with(&head) && told.contains(&format!("\r\nAccountID: {user}\r\n")), "{told}");
        bench.at(bench.now + SECOND - 1);
        assert_eq!(bench.got(manager), "");
        bench.at(bench.now + 1);
        let answer = "Response: Error\r\nActionID: 1\r\nMessage: Authentication failed\r\n\r\n";
        assert_eq!(bench.got(manager), answer);
        assert!(bench.managers[manager].is_closing());
    }
}

#[test]
fn an_md5_login_needs_the_connections_own_challenge() {
    let mut bench = guide();
    let manager = bench.connect();
    let wrong = bench.say(manager, "Action: Challenge\r\nAuthType: SHA9\r\nActionID: c\r\n\r\n");
    assert_eq!(wrong, "Response: Error\r\nActionID: c\r\nMessage: Must specify AuthType\r\n\r\n");
    let text = "action: challenge\r\nauthtype: md5\r\nactionid: c\r\n\r\n";
    let answer = bench.say(manager, text);
    assert_eq!(bench.say(manager, text), answer);
    let challenge = answer.strip_prefix("Response: Success\r\nActionID: c\r\nChallenge: ").unwrap().trim_end();
    assert!(challenge.len() <= 9 && challenge.bytes().all(|byte| byte.is_ascii_digit()), "{challenge}");
    let key = Key::new(challenge.as_bytes(), b"test123");
    let key = std::str::from_utf8(key.as_bytes()).unwrap();
    let login = format!("Action: Login\r\nAuthType: MD5\r\nUsername: ucmamiuser1\r\nKey: {key}\r\nEvents: off\r\n\r\n");
    assert_eq!(bench.say(manager, &login), "Response: Success\r\nMessage: Authentication accepted\r\n\r\n");
    assert_eq!(bench.say(manager, &login), "Response: Success\r\nMessage: Already authenticated\r\n\r\n");
}

#[test]
fn events_go_by_right_and_by_mask() {
    let caller = User::local("caller111", "test123", "call,originate").unwrap();
    let queues = User::local("queues111", "test123", "agent").unwrap();
    let mut bench = Bench::new(vec![User::of_the_guide(), caller, queues]);
    let [all, caller, agent, masked] =
        [("ucmamiuser1", "on"), ("caller111", "on"), ("queues111", "on"), ("ucmamiuser1", "security,dialplan")]
            .map(|(user, events)| bench.logged_in(user, events));
    for manager in [all, caller, agent, masked] {
        bench.got(manager);
    }
    let originate = "Action: Originate\r\nChannel: PJSIP/1000\r\nContext: from-internal\r\nExten: 1001\r\n\
                     Priority: 1\r\nActionID: o\r\n\r\n";
    let refused = "Response: Error\r\nActionID: o\r\nMessage: Permission denied\r\n\r\n";
    assert_eq!(bench.say(agent, originate), refused);
    assert!(bench.got(masked).contains("Event: RequestNotAllowed\r\n"));
    bench.say(caller, originate);
    let classes = |text: String| {
        let mut classes: Vec<String> =
            text.lines().filter_map(|line| line.strip_prefix("Privilege: ")).map(String::from).collect();
        classes.sort();
        classes.dedup();
        classes
    };
    assert_eq!(classes(bench.got(all)), ["call,all", "dialplan,all", "security,all"]);
    assert_eq!(classes(bench.got(masked)), ["dialplan,all"]);
    assert_eq!(bench.got(agent), "");
    let off = bench.say(all, "Action: Events\r\nEventMask: off\r\n\r\n");
    assert_eq!(off, "Response: Success\r\nEvents: Off\r\n\r\n");
    let hungup = bench.say(caller, "Action: Hangup\r\nChannel: PJSIP/1000-00000000\r\n\r\n");
    assert!(hungup.starts_with("Response: Success\r\nMessage: Channel Hungup\r\n\r\nEvent: SoftHangupRequest\r\n"));
    assert_eq!(bench.got(all), "");
}

#[test]
fn an_originate_holds_its_own_connection_only() {
    let mut bench = guide();
    let (own, other) = (bench.logged_in("ucmamiuser1", "on"), bench.logged_in("ucmamiuser1", "on"));
    bench.got(own);
    bench.got(other);
    let originate = "Action: Originate\r\nChannel: PJSIP/1002\r\nContext: from-internal\r\nExten: 1001\r\n\
                     Priority: 1\r\nTimeout: 5000\r\nActionID: o\r\n\r\nAction: Ping\r\nActionID: p\r\n\r\n";
    assert_eq!(bench.say(own, originate), "");
    assert!(bench.got(other).starts_with("Event: Newchannel\r\n"));
    assert_eq!(bench.managers[own].transmit(), b"");
    assert!(bench.managers[own].backlog() > 500);
    bench.at(5 * SECOND);
    let got = bench.got(own);
    // The answer, what came meanwhile, and then the next request's.
    assert!(
        got.starts_with("Response: Error\r\nActionID: o\r\nMessage: Originate failed\r\n\r\nEvent: Newchannel\r\n")
    );
    assert!(got.ends_with("Response: Success\r\nActionID: p\r\nPing: Pong\r\nTimestamp: 1474279646.296000\r\n\r\n"));
    assert!(got.contains("Event: Hangup\r\n"));
    assert!(bench.got(other).contains("Event: Hangup\r\n"));
}

#[test]
fn what_was_sent_before_the_end_is_answered() {
    let mut bench = guide();
    let manager = bench.logged_in("ucmamiuser1", "off");
    bench.managers[manager].receive(b"Action: Ping\r\n\r\nAction: Ping\r\n\r\nAction: Log");
    bench.managers[manager].end_of_input();
    bench.work();
    assert_eq!(bench.got(manager).matches("Ping: Pong").count(), 2);
    assert!(bench.managers[manager].is_closing());
    let manager = bench.logged_in("ucmamiuser1", "off");
    let bye = bench.say(manager, "Action: Logoff\r\nActionID: b\r\n\r\nAction: Ping\r\n\r\n");
    assert_eq!(bye, "Response: Goodbye\r\nActionID: b\r\nMessage: Thanks for all the fish.\r\n\r\n");
    assert!(bench.managers[manager].is_closing());
}

#[test]
fn originate_is_read_as_servers_read_it() {
    let mut bench = guide();
    let manager = bench.logged_in("ucmamiuser1", "off");
    for (fields, message) in [
        ("Exten: 1001", "Channel not specified"),
        ("Channel: PJSIP/1000\r\nPriority: abc", "Invalid priority"),
        ("Channel: PJSIP/1000\r\nTimeout: abc", "Invalid timeout"),
        ("Channel: Local\r\nExten: 1\r\nContext: x\r\nPriority: 1", "Invalid channel"),
        ("Channel: PJSIP/1000\r\nExten: 1001", "Originate with 'Exten' requires 'Context' and 'Priority'"),
        ("Channel: PJSIP/1000\r\nApplication: TrySystem", "Originate Access Forbidden: Application"),
        ("Channel: PJSIP/1000\r\nContext: from-internal\r\nExten: 4\r\nPriority: 1", "Extension does not exist."),
        ("Channel: PJSIP/1999\r\nContext: from-internal\r\nExten: 1001\r\nPriority: 1", "Originate failed"),
    ] {
        let answer = bench.say(manager, &format!("Action: Originate\r\n{fields}\r\n\r\n"));
        assert_eq!(answer, format!("Response: Error\r\nMessage: {message}\r\n\r\n"));
    }
    bench.say(manager, "Action: Events\r\nEventMask: call,dialplan\r\n\r\n");
    let fields = "Channel: PJSIP/1999\r\nApplication: Echo\r\nAsync: True\r\nActionID: a";
    let answer = bench.say(manager, &format!("Action: Originate\r\n{fields}\r\n\r\n"));
    let started = "Response: Success\r\nActionID: a\r\nMessage: Originate successfully queued\r\n\r\n\
                   Event: OriginateResponse\r\nPrivilege: call,all\r\nActionID: a\r\nResponse: Failure\r\n";
    assert!(answer.starts_with(started), "{answer}");
    let fields = "Channel: PJSIP/1000\r\nApplication: Echo\r\nVariable: A=1,B = x=y\r\nvariable: C=\r\n\
                  Account: a:b\r\nCallerID: \"Front desk\" <77>";
    let answer = bench.say(manager, &format!("Action: Originate\r\n{fields}\r\n\r\n"));
    for part in ["Variable: A\r\nValue: 1\r\n", "Variable: B\r\nValue:  x=y\r\n", "Variable: C\r\nValue: \r\n"] {
        assert!(answer.contains(part), "{part:?} in {answer}");
    }
    assert!(answer.contains("CallerIDNum: 77\r\nCallerIDName: Front desk\r\n"));
    assert!(answer.contains("AccountCode: a:b\r\n"));
}

#[test]
fn no_client_can_forge_a_packet_for_another() {
    let mut bench = guide();
    let (forger, victim) = (bench.logged_in("ucmamiuser1", "on"), bench.logged_in("ucmamiuser1", "on"));
    bench.got(forger);
    bench.got(victim);
    let text = "Action: Originate\r\nActionID: x\ry\r\nChannel: PJSIP/1000\r\nApplication: Echo\r\n\
                Data: a\rEvent: Hangup\r\nAsync: yes\r\n\r\n";
    let answer = bench.say(forger, text);
    assert!(answer.starts_with("Response: Success\r\nMessage: Originate"), "{answer}");
    let told = bench.got(victim);
    assert!(told.contains("AppData: a Event: Hangup\r\n") && !told.contains("ActionID"), "{told}");
}

#[test]
fn a_client_that_always_leaves_something_unread_costs_no_more() {
    let mut bench = guide();
    let client = bench.logged_in("ucmamiuser1", "on");
    let mut sent = 0;
    for _ in 0..10_000 {
        bench.exchange.tell("Reload", Classes::CALL, 0, Fields::new());
        bench.work();
        let manager = &mut bench.managers[client];
        let n = manager.transmit().len() - 1;
        manager.sent(n);
        sent += n;
        assert!(manager.out.len() < 1024, "{} bytes are kept for 1 that waits", manager.out.len());
    }
    let moved = bench.managers[client].moved;
    assert!(moved <= sent, "{moved} bytes were moved for {sent}");
}

#[test]
fn what_is_held_back_is_counted_as_it_comes_and_goes() {
    let mut bench = guide();
    let client = bench.logged_in("ucmamiuser1", "on");
    let manager = &mut bench.managers[client];
    manager.phase = Phase::Waiting;
    for _ in 0..100 {
        let event = Event::new("Reload", Classes::CALL, bench.exchange.stamp, 0, Fields::new());
        manager.offer(&event);
        assert_eq!(manager.backlog(), manager.held.iter().map(|event| event.len()).sum::<usize>());
    }
    let held = manager.backlog();
    assert!(held > 100);
    manager.answer(b"Response: Success\r\n\r\n");
    assert_eq!(manager.backlog(), held, "the answer itself does not count");
    assert_eq!(manager.held_bytes, 0);
}

#[test]
fn users_are_found_in_any_case_and_the_first_of_a_name_counts() {
    let user = |name: &str, secret: &str| User { name: name.into(), secret: secret.into(), ..User::of_the_guide() };
    let users = vec![user("Anna", "1"), user("anna", "2"), user("Berta", "3")];
    let settings = Settings::new(users, Config::default().login_limit, Config::default().refusal_delay, None);
    assert_eq!(settings.user(b"aNNa").map(|user| user.secret.as_str()), Some("1"));
    assert_eq!(settings.user(b"BERTA").map(|user| user.secret.as_str()), Some("3"));
    assert!(settings.user(b"Carl").is_none());
}

#[test]
fn an_answer_does_not_count_as_backlog_and_events_behind_it_do() {
    let mut bench = guide();
    let (reader, other) = (bench.logged_in("ucmamiuser1", "user"), bench.logged_in("ucmamiuser1", "off"));
    bench.managers[reader].receive(b"Action: ListCommands\r\n\r\n");
    bench.work();
    let answer = bench.managers[reader].transmit().len();
    assert!(answer > 2000);
    assert_eq!(bench.managers[reader].backlog(), 0);
    bench.say(other, "Action: UserEvent\r\nUserEvent: note\r\n\r\n");
    let event = bench.managers[reader].transmit().len() - answer;
    assert_eq!(bench.managers[reader].backlog(), event);
    bench.managers[reader].sent(answer + 1);
    assert_eq!(bench.managers[reader].backlog(), event - 1);
    bench.managers[reader].sent(event - 1);
    bench.say(other, "Action: UserEvent\r\nUserEvent: note\r\n\r\n");
    assert_eq!(bench.managers[reader].backlog(), event);
}
