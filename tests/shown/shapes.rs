//! Every shape that a secret has on the wire.

/// The secret.
pub const SECRET: &str = "swordfish-20b7";

/// Lines of a packet, each with `@` for the secret.
pub const SHAPES: &[&str] = &[
    "Secret: @",
    "SECRET:@",
    "Password : @",
    "OldPassword: a\nb @",
    "Description: a\nPassword: b\n@",
    "Key: @",
    "NewPassword: @",
    "Md5Cred: @",
    "RefreshToken: @",
    "OauthClientSecret: @",
    "config/password(0): @",
    "Line-000000-000001: secret=@",
    "Line-000000-000001: vmsecret => @",
    "Line-000000-000001: remotesecret = a, @",
    "Line-000000-000001: md5_cred=@",
    "Line-000000-000001: refresh_token=@",
    "Line-000000-000001: register=1000:@@pbx.example/1000",
    "Line-000000-000001: register=tls://1000:@@pbx.example:5061",
    "Line-000000-000001: register=1000@pbx.example:@:auth@pbx.example",
    "Line-000000-000001: auth=1000:@@realm",
    "Line-000000-000001: 1234=@,Joe,joe@pbx.example",
    "Line-000000-000001: conf=600,@,9",
    "Variable: secret=@",
    "Variable: A=1,SIP_PASSWORD=@",
    "ChanVariable(SIP/1-1): DB_PASS=@",
    "Channel: SIP/1000:@@pbx.example",
    "Contact: sip:1000:@@pbx.example:5060",
    "Output:   Password      : @",
    "Output:   MD5 Secret  : @",
    "Output: Authorization: Digest response=\"@\"",
    "Output: vmsecret = @",
    "Output: Username      Secret          Context\r\nOutput: 1000          @  phones",
    r#"JSON: {"general":{"a":"b","secret":"@","c":"d"}}"#,
    r#"JSON: {"general":["refresh_token" : "@"]}"#,
    r#"JSON: {"s":"{\"password\":\"@\"}"}"#,
    r#"JSON: {"default":{"1234":"@,Joe"}}"#,
    r#"JSON: {"general":{"register":"1000:@@pbx.example"}}"#,
    "Var-000000: secret\r\nValue-000000: @",
    "Value-000000: @\r\nMatch-000000: @\r\nVar-000000: 1234",
    "Variable: USER_PASSWORD\r\nValue: @",
    "Family: u\r\nKey: secret\r\nVal: @",
    "Command: database put u secret @",
];

/// The lines with the secret in its place.
pub fn with_secret(lines: &str) -> String {
    // The first of two is the secret, as is one with a blank or a quote before.
    let lines = lines.replace(":@@", &format!(":{SECRET}@"));
    let mut filled = String::new();
    for (i, part) in lines.split('@').enumerate() {
        let before = filled.chars().last();
        if i > 0 {
            let secret = before.is_none_or(|c| !c.is_alphanumeric());
            filled += if secret { SECRET } else { "@" };
        }
        filled += part;
    }
    assert!(filled.contains(SECRET), "{filled}");
    filled
}
