use std::string::String;
use std::vec::Vec;

use super::Hider;

/// How lines of one packet are shown.
fn shown(lines: &[&str]) -> String {
    let mut hider = Hider::default();
    for line in lines {
        if let Some((name, value, _)) = super::parts(line.as_bytes()) {
            hider.look(name, value);
        }
    }
    let clean = lines.iter().map(|line| {
        let mut out = Vec::new();
        hider.line(line.as_bytes(), &mut out);
        String::from_utf8(out).unwrap()
    });
    clean.collect::<Vec<_>>().join("\n")
}

fn line(line: &str) -> String {
    shown(&[line])
}

#[test]
fn settings_are_hidden_to_the_end_of_their_line() {
    assert_eq!(line("Line-000001-000002: vmsecret=1, 2; 3"), "Line-000001-000002: vmsecret=***");
    assert_eq!(line("Line-000001-000002: secret => a=b:c"), "Line-000001-000002: secret => ***");
    assert_eq!(line("Variable: A=1,SIPSECRET=x,B=2"), "Variable: A=1,SIPSECRET=***");
    assert_eq!(line("ChanVariable(SIP/1): DB_PASS = x"), "ChanVariable(SIP/1): DB_PASS = ***");
    assert_eq!(line("secret=a: b"), "secret=***");
    assert_eq!(line("Line-000001-000002: secret="), "Line-000001-000002: secret=");
}

#[test]
fn what_commands_print_is_hidden_with_blanks_before_the_colon() {
    assert_eq!(line("Output:   Secret       : x y"), "Output:   Secret       : ***");
    assert_eq!(line("Output:  password                     : x"), "Output:  password                     : ***");
    assert_eq!(line("Output:   Context      : phones"), "Output:   Context      : phones");
    assert_eq!(line("Output:   Authorization: Digest a=b"), "Output:   Authorization: ***");
}

#[test]
fn columns_of_secrets_are_hidden_in_each_row() {
    let table = [
        "Output: Username                   Secret           Accountcode      Def.Context",
        "Output: 1000                       swordfish                         phones",
        "Output: a-name-that-is-much-too-long-here swordfish                  phones",
        "Output: 1001                                        x                phones",
    ];
    let clean = shown(&table);
    assert!(!clean.contains("sword") && clean.contains("phones"), "{clean}");
    assert!(clean.contains("1000                       ***"), "{clean}");
    assert!(clean.ends_with(table[3]), "{clean}");
}

#[test]
fn members_of_json_are_hidden_and_the_rest_is_shown() {
    assert_eq!(
        line(r#"JSON: {"a":{"refresh_token":"x,\"y\\","b":"c"},"d":["password" : "z"]}"#),
        r#"JSON: {"a":{"refresh_token":"***","b":"c"},"d":["password" : "***"]}"#
    );
    assert_eq!(line(r#"JSON: {"pin":1234,"b":2}"#), r#"JSON: {"pin":***,"b":2}"#);
    assert_eq!(line(r#"JSON: {"s":"{\"secret\":\"x\",\"b\":1}"}"#), r#"JSON: {"s":"{\"secret\":\"***\",\"b\":1}"}"#);
    assert_eq!(line(r#"JSON: {"1000":"4321,Joe","x":"1"}"#), r#"JSON: {"1000":"***,Joe","x":"1"}"#);
    assert_eq!(line(r#"JSON: {"register":"u:x@h","r":"1"}"#), r#"JSON: {"register":"u:***@h","r":"1"}"#);
    assert_eq!(line(r#"JSON: {"secret":"never ends"#), r#"JSON: {"secret":"***"#);
}

#[test]
fn registrations_and_dial_strings_keep_user_and_host() {
    for (text, clean) in [
        ("register => 1000:x@pbx/1", "register => 1000:***@pbx/1"),
        ("register=tls://u:x,y;z@h:5061", "register=tls:***@h:5061"),
        ("register => u@domain:x:auth@host:5060/2", "register => u@domain:***@host:5060/2"),
        ("auth=u:x@realm", "auth=u:***@realm"),
        ("register => u@host", "register => u@host"),
        ("Dial(SIP/u:x@h,20)", "Dial(SIP/u:***@h,20)"),
        ("sip:u:p@ss@h:5060;t=1", "sip:u:***@h:5060;t=1"),
        ("https://u:x@h/a", "https://u:***@h/a"),
        ("1000/sip:1000@127.0.0.1:5060", "1000/sip:1000@127.0.0.1:5060"),
        ("park:702@parkedcalls", "park:702@parkedcalls"),
        ("Local/${EXTEN:1}@trunk/n", "Local/${EXTEN:1}@trunk/n"),
        ("12:30:05 a@b", "12:30:05 a@b"),
    ] {
        assert_eq!(line(&["Line-000001-000002: ", text].concat()), ["Line-000001-000002: ", clean].concat());
    }
    assert_eq!(line("Channel: IAX2/u:x@h/1"), "Channel: IAX2/u:***@h/1");
}

#[test]
fn pins_of_mailboxes_and_conferences_are_hidden() {
    assert_eq!(line("Line-000001-000002: 1234=4321,Joe,j@x"), "Line-000001-000002: 1234=***,Joe,j@x");
    assert_eq!(line("Output: 1234 => -4321"), "Output: 1234 => ***");
    assert_eq!(line("Line-000001-000002: conf=600,1234,99"), "Line-000001-000002: conf=600,***");
    assert_eq!(line("Output: '600' =>  1. Answer()   [pbx]"), "Output: '600' =>  1. Answer()   [pbx]");
}

#[test]
fn what_another_line_names_is_hidden_wherever_it_stands() {
    let update = ["Value-000000: x", "match-000000: y", "Var-000000: Secret", "Cat-000000: z"];
    assert_eq!(shown(&update), "Value-000000: ***\nmatch-000000: ***\nVar-000000: Secret\nCat-000000: z");
    assert_eq!(shown(&["Var-000000: 1000", "Value-000000: 4321,J"]), "Var-000000: 1000\nValue-000000: ***");
    assert_eq!(shown(&["Variable: DB_PASSWORD", "Value: x"]), "Variable: DB_PASSWORD\nValue: ***");
    assert_eq!(shown(&["Family: a", "Key: x/secret", "Val: y"]), "Family: a\nKey: ***\nVal: ***");
    let harmless = ["Variable: callerid", "Value: x", "Val: y"];
    assert_eq!(shown(&harmless), harmless.join("\n"));
    assert_eq!(line("Command: database put u secret x"), "Command: database put u secret ***");
}

#[test]
fn names_and_action_ids_are_always_shown() {
    for harmless in [
        "ActionID: secret=a:b@c",
        "Event: PasswordChange",
        "MD5SecretExist: N",
        "UsingPassword: 0",
        "Message: Authentication failed",
        "Privilege: call,all",
        "EventTV: 2016-09-19T06:07:21.296-0400",
        "Secret:",
    ] {
        assert_eq!(line(harmless), harmless);
    }
    // Behind a lone LF anything may follow.
    assert_eq!(line("ActionID: 1\nPassword: x"), "ActionID: 1\nPassword: ***");
}

/// Work that grows with the square of the length would not end within the test.
#[test]
fn the_work_is_linear_whatever_the_bytes_are() {
    let pieces =
        ["12=", "a:", "auth=a:", "\"12\":x", "\"auth\":", "u:p@", "sip:", "@", "\\\"12\\\":\\\"", "conf=", "secret  "];
    for piece in pieces {
        for before in ["X: ", "Output: ", "Command: ", "", "JSON: \""] {
            let long = [before, &piece.repeat((1 << 20) / piece.len())].concat();
            let mut out = Vec::new();
            Hider::default().line(long.as_bytes(), &mut out);
            assert!(out.len() <= 3 * long.len(), "{piece}");
        }
    }
}
