//! `abi/amiwire.json`: the interface as a program reads it, from the text of the
//! header. What the C types do not say, the comments do, in fixed words:
//!
//! | in a comment | what it says |
//! |---|---|
//! | Returns AMIWIRE_OK, … | every status that the function returns; "another error of the -6xx" stands for all of them |
//! | A wrong argument gives 0. | the same of a function that returns no status |
//! | `x` may be NULL | of a parameter; in the text of a section, of all its functions; in the head, of all functions |
//! | `x` goes in and comes out | what stands at a pointer is read as well as written |
//! | up to 65,536 | of a member: its maximum |
//! | `x` is AMIWIRE_LOGIN_ | a parameter holds one of the numbers of that name; so does a member whose comment names a family |
//! | `out` … is wiped | what was written there does not outlive an error |
//!
//! The rest follows from the types. A `const` pointer goes in, another one comes
//! out, and one to an opaque struct is an object. A pointer to a pointer to an
//! opaque struct gives an object, and NULL on an error. A number behind a pointer
//! that is called a length, a count, a size or room counts what stands there.

use std::collections::HashMap;

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};

use super::Header;
use super::prototypes::{Function, functions};

/// Names of what says more of an outcome, also of an error.
const OF_ERRORS: &[&str] = &["size", "refused", "error_offset"];

/// Endings of names of lengths.
const LENGTHS: &[&str] = &["len", "count", "room", "size"];

/// The description, one thing a line.
pub(super) fn description(of: &Header) -> Result<String> {
    let header = &of.text;
    let constants = constants(header);
    let structs = structs(header)?;
    let known = Known { opaque: opaque(header), structs: &structs, constants: &constants };
    let statuses: Vec<Value> = amiwire::Status::ALL
        .iter()
        .map(|status| json!({"name": format!("AMIWIRE_{}", status.name()), "code": status.code()}))
        .collect();
    let functions: Vec<Value> = described(header, &known)?;
    let mut out = format!("{{\n\"version\": \"{}\",\n\"pointer_size\": 8,\n", of.version.text);
    let opaque: Vec<Value> = known.opaque.iter().map(|name| json!(name)).collect();
    let structs: Vec<Value> = structs.iter().map(|found| found.value.clone()).collect();
    let constants: Vec<Value> = constants.iter().map(|(name, value)| json!({"name": name, "value": value})).collect();
    let parts = [
        ("constants", constants),
        ("statuses", statuses),
        ("opaque", opaque),
        ("structs", structs),
        ("functions", functions),
    ];
    for (i, (name, items)) in parts.iter().enumerate() {
        let lines: Vec<String> = items.iter().map(Value::to_string).collect();
        out += &format!("\"{name}\": [\n{}\n]{}\n", lines.join(",\n"), if i + 1 < parts.len() { "," } else { "" });
    }
    Ok(out + "}\n")
}

struct Known<'a> {
    opaque: Vec<String>,
    structs: &'a [Struct],
    constants: &'a [(String, Value)],
}

struct Struct {
    name: String,
    size: usize,
    align: usize,
    value: Value,
}

/// Constants whose value is a number or a text.
fn constants(header: &str) -> Vec<(String, Value)> {
    let lines = header.lines().filter_map(|line| line.strip_prefix("#define AMIWIRE_")?.split_once(' '));
    let plain = lines.filter(|(name, _)| !name.contains('('));
    plain.filter_map(|(name, value)| Some((format!("AMIWIRE_{name}"), constant(value.trim())?))).collect()
}

fn constant(text: &str) -> Option<Value> {
    if let Some(text) = text.strip_prefix('"') {
        return Some(json!(text.trim_end_matches('"')));
    }
    let text = text.trim_start_matches('(').trim_end_matches(')');
    if let Some((one, shift)) = text.split_once("<<") {
        return Some(json!(one.trim().parse::<u64>().ok()? << shift.trim().parse::<u32>().ok()?));
    }
    match text.strip_prefix("0x") {
        Some(digits) => Some(json!(u64::from_str_radix(digits, 16).ok()?)),
        None => Some(json!(text.parse::<i64>().ok()?)),
    }
}

fn opaque(header: &str) -> Vec<String> {
    let lines = header.lines().filter_map(|line| line.strip_prefix("typedef struct ")?.strip_suffix(';'));
    lines.filter_map(|line| line.split_once(' ')).map(|(_, name)| name.into()).collect()
}

/// Size and alignment of a type of C on a machine with pointers of 8 bytes.
fn measure(kind: &str, structs: &[Struct]) -> Result<(usize, usize)> {
    if kind.ends_with('*') {
        return Ok((8, 8));
    }
    let kind = kind.trim_start_matches("const ").trim_start_matches("struct ").trim();
    let size = match kind {
        "uint8_t" | "char" | "void" => 1,
        "uint16_t" | "int16_t" => 2,
        "uint32_t" | "int32_t" | "int" => 4,
        "uint64_t" | "int64_t" | "size_t" => 8,
        _ => {
            let found = structs.iter().find(|found| found.name == kind);
            let found = found.with_context(|| format!("the size of {kind} is not known"))?;
            return Ok((found.size, found.align));
        }
    };
    Ok((size, size))
}

/// A comment without its stars, in one line.
fn one_line(comment: &str) -> String {
    let words = comment.split_whitespace().filter(|word| *word != "*");
    words.collect::<Vec<_>>().join(" ")
}

fn structs(header: &str) -> Result<Vec<Struct>> {
    let mut found: Vec<Struct> = Vec::new();
    for part in header.split("typedef struct ").skip(1) {
        let Some((head, rest)) = part.split_once('{') else { continue };
        if head.contains(';') {
            continue;
        }
        let name = head.trim().to_string();
        let end = format!("}} {name};");
        let (body, _) = rest.split_once(&end).with_context(|| format!("{name}: a struct ends with its name"))?;
        let (mut size, mut align, mut members) = (0, 1, Vec::new());
        let mut rest = body.trim();
        while !rest.is_empty() {
            // A semicolon may stand in the comment, too.
            let (comment, code) =
                rest.split_once("*/").with_context(|| format!("{name}: every member has a comment"))?;
            let (code, behind) =
                code.split_once(';').with_context(|| format!("{name}: a member ends in a semicolon"))?;
            rest = behind.trim();
            let code = code.split_whitespace().collect::<Vec<_>>().join(" ");
            let family = family(&one_line(comment));
            let (kind, name, count) = declared(&code)?;
            let (one, aligned) = measure(&kind, &found)?;
            size = usize::next_multiple_of(size, aligned);
            let mut value = json!({"name": name, "type": kind, "offset": size, "size": one * count});
            if let Some(family) = family.filter(|_| kind == "uint32_t" && !comment.contains(" bits")) {
                value["enum"] = json!(family);
            }
            if let Some(most) = most(&one_line(comment)) {
                value["most"] = json!(most);
            }
            members.push(value);
            size += one * count;
            align = align.max(aligned);
        }
        size = usize::next_multiple_of(size, align);
        let value = json!({"name": name, "size": size, "align": align, "members": members});
        found.push(Struct { name, size, align, value });
    }
    Ok(found)
}

/// The maximum that a comment names: "up to 65,536".
fn most(comment: &str) -> Option<u64> {
    let (_, number) = comment.split_once(" up to ")?;
    let digits: String = number.chars().take_while(|c| c.is_ascii_digit() || *c == ',').filter(|c| *c != ',').collect();
    digits.parse().ok()
}

/// Type, name and how many, of a member or a parameter.
fn declared(code: &str) -> Result<(String, String, usize)> {
    if let Some((_, rest)) = code.split_once("(*") {
        return Ok(("function *".into(), rest.split(')').next().unwrap_or_default().into(), 1));
    }
    let at = code.rfind([' ', '*']).with_context(|| format!("{code}: a type and a name"))? + 1;
    let (kind, name) = code.split_at(at);
    let (name, count) = match name.split_once('[') {
        Some((name, count)) => (name, count.trim_end_matches(']').parse().with_context(|| code.to_string())?),
        None => (name, 1),
    };
    Ok((kind.trim().into(), name.into(), count))
}

/// A family of constants that a comment names, AMIWIRE_KIND_ for one.
fn family(comment: &str) -> Option<String> {
    let words = comment.split(|c: char| !c.is_ascii_alphanumeric() && c != '_');
    words.filter(|word| word.starts_with("AMIWIRE_")).find(|word| word.ends_with('_')).map(String::from)
}

/// The sentences of a text.
fn sentences(text: &str) -> impl Iterator<Item = &str> {
    text.split(". ")
}

/// Whether a text says of a name in backticks what follows.
fn says(text: &str, name: &str, what: &str) -> bool {
    sentences(text)
        .any(|sentence| sentence.split_once(what).is_some_and(|(before, _)| before.contains(&format!("`{name}`"))))
}

/// Title and text of the section that a function stands in.
fn section_of<'a>(header: &'a str, function: &Function) -> (&'a str, String) {
    let before = header.get(..function.at).unwrap_or_default();
    let section = before.rsplit_once("* ==== ").map_or("", |(_, section)| section);
    let text = section.split_once("*/").map_or(section, |(text, _)| text);
    (section.split(" ==").next().unwrap_or_default(), one_line(text))
}

fn described(header: &str, known: &Known<'_>) -> Result<Vec<Value>> {
    let head = one_line(header.split_once("*/").map_or("", |(head, _)| head));
    functions(header)
        .iter()
        .map(|function| {
            let comment = one_line(&function.comment);
            let (section, text) = section_of(header, function);
            let about = [comment.as_str(), &text, &head];
            let parameters = parameters(function, &about, known).with_context(|| function.name.clone())?;
            let mut value = json!({
                "name": function.name,
                "section": section,
                "returns": function.returns,
                "parameters": parameters,
            });
            if function.returns == "int32_t" {
                value["statuses"] = json!(statuses(function, &comment)?);
            } else if let Some((_, wrong)) = comment.split_once("A wrong argument gives ") {
                value["wrong"] = json!(wrong.split(['.', ';']).next().unwrap_or_default());
            }
            Ok(value)
        })
        .collect()
}

/// The statuses that the comment lists.
fn statuses(function: &Function, comment: &str) -> Result<Vec<String>> {
    let list = comment.split_once("Returns ").map_or("", |(_, list)| list);
    for vague in ["and so on", "what amiwire_", "those of amiwire_"] {
        ensure!(!list.contains(vague), "{}: \"{vague}\" is no list of statuses", function.name);
    }
    let numbers: HashMap<String, i32> =
        amiwire::Status::ALL.iter().map(|status| (format!("AMIWIRE_{}", status.name()), status.code())).collect();
    // The text before the list may name those that it explains.
    let mut found: Vec<String> = comment
        .split(|c: char| !c.is_ascii_alphanumeric() && c != '_')
        .skip_while(|_| list.is_empty())
        .filter(|word| numbers.contains_key(*word))
        .map(String::from)
        .collect();
    if list.contains("another error of the -6xx") {
        found.extend(numbers.iter().filter(|(_, code)| (-699..=-600).contains(*code)).map(|(name, _)| name.clone()));
    }
    found.sort_by_key(|name| (numbers[name] < 0, numbers[name].abs()));
    found.dedup();
    Ok(found)
}

fn parameters(function: &Function, about: &[&str; 3], known: &Known<'_>) -> Result<Vec<Value>> {
    let list = function.parameters.trim();
    if list == "void" {
        return Ok(Vec::new());
    }
    let declared: Vec<_> = list.split(',').map(|one| declared(one.trim())).collect::<Result<_>>()?;
    let mut found = Vec::new();
    for (i, (kind, name, _)) in declared.iter().enumerate() {
        let mut value = json!({"name": name, "type": kind});
        if let Some(target) = kind.strip_suffix('*').map(str::trim) {
            pointer(&mut value, target, name, about, known)?;
            let next = declared.get(i + 1).filter(|(kind, name, _)| {
                kind == "size_t" && LENGTHS.iter().any(|end| name == end || name.ends_with(&format!("_{end}")))
            });
            if let Some((_, length, _)) = next {
                value["length"] = json!(length);
            }
        } else if let Some(family) = sentences(about[0])
            .find_map(|sentence| sentence.split_once(&format!("`{name}` is AMIWIRE_")))
            .and_then(|(_, rest)| {
                let word: String = rest.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect();
                let end = word.rfind('_').unwrap_or(word.len()) + 1;
                Some(format!("AMIWIRE_{}", word.get(..end)?))
            })
        {
            ensure!(known.constants.iter().any(|(name, _)| name.starts_with(&family)), "{family} is no family");
            value["enum"] = json!(family);
        } else if !known.structs.iter().any(|found| found.name == *kind) {
            measure(kind, known.structs)?;
        }
        found.push(value);
    }
    Ok(found)
}

/// What a pointer is for.
fn pointer(value: &mut Value, target: &str, name: &str, about: &[&str; 3], known: &Known<'_>) -> Result<()> {
    let plain = target.trim_start_matches("const ").trim();
    let object = |name: &str| known.opaque.iter().any(|found| found == name);
    let sized = known.structs.iter().find(|found| found.name == plain);
    let grows = sized.is_some_and(|found| found.value["members"][0]["name"] == "struct_size");
    let direction = match target {
        _ if object(plain) => "object",
        _ if target.starts_with("const ") => "in",
        _ if grows || says(about[0], name, " goes in and comes out") => "inout",
        _ => "out",
    };
    let align = match plain {
        // What an opaque struct, and memory for one, must be aligned to.
        _ if object(plain) => 8,
        "void" => 8,
        plain => measure(plain, known.structs)?.1,
    };
    value["direction"] = json!(direction);
    value["align"] = json!(align);
    let nullable = about.iter().any(|text| says(text, name, " may be NULL"));
    let error = OF_ERRORS.contains(&name) && direction == "out";
    value["nullable"] = json!(nullable || error);
    if direction == "out" || direction == "inout" {
        value["on_error"] = json!(match plain {
            _ if error => "reports",
            _ if plain.strip_suffix('*').is_some_and(|plain| object(plain.trim())) => "null",
            _ if says(about[0], name, " until then is wiped") => "wiped",
            _ => "untouched",
        });
    }
    Ok(())
}
