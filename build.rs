//! Embeds `rules/`: writes a table of all rule and case files for `src/rule/built_in.rs` to include, rule files with the YAML
//! events that they consist of, so that no scan has to read YAML.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

use saphyr_parser::{Event, Marker, Parser, ScalarStyle};

fn main() -> io::Result<()> {
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").ok_or(io::ErrorKind::NotFound)?).join("rules");
    println!("cargo::rerun-if-changed={}", root.display());
    let mut files = Vec::new();
    if root.is_dir() {
        collect(&root, &mut files)?;
    }
    files.sort();
    let mut table = String::from("&[\n");
    for file in &files {
        let name = file
            .strip_prefix(&root)
            .unwrap_or(file)
            .components()
            .map(|part| part.as_os_str().to_string_lossy())
            .collect::<Vec<_>>()
            .join("/");
        let events = if is_rule_file(file) { events(&fs::read_to_string(file)?) } else { None };
        let events = events.map_or_else(|| "None".to_owned(), |events| format!("Some(&[{events}])"));
        let path = file.display().to_string();
        writeln!(table, "    BuiltInFile {{ path: {name:?}, text: include_str!({path:?}), events: {events} }},")
            .map_err(io::Error::other)?;
    }
    table.push(']');
    let out = PathBuf::from(env::var_os("OUT_DIR").ok_or(io::ErrorKind::NotFound)?);
    fs::write(out.join("built_in_rules.rs"), table)
}

/// Every rule and case file below `folder`; documents for people stay outside.
fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            println!("cargo::rerun-if-changed={}", path.display());
            collect(&path, files)?;
        } else if path.extension().is_some_and(|extension| extension != "md") {
            files.push(path);
        }
    }
    Ok(())
}

/// `name.yaml`; `name.test.yaml` is a case.
fn is_rule_file(file: &Path) -> bool {
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    name.strip_suffix(".yaml").is_some_and(|stem| !stem.ends_with(".test"))
}

/// The events of one document as Rust; none if it has tags or is not YAML, which the program then finds by itself.
fn events(text: &str) -> Option<String> {
    let mut events = String::new();
    for next in Parser::new_from_str(text) {
        let (event, span) = next.ok()?;
        let (start, end) = (offset(text, &span.start), offset(text, &span.end));
        let event = match event {
            Event::Scalar(value, style, anchor, None) => format!("Scalar({value:?}, ScalarStyle::{}, {anchor})", style_name(style)),
            Event::SequenceStart(anchor, None) => format!("SequenceStart({anchor})"),
            Event::MappingStart(anchor, None) => format!("MappingStart({anchor})"),
            Event::Alias(anchor) => format!("Alias({anchor})"),
            Event::SequenceEnd => "SequenceEnd".to_owned(),
            Event::MappingEnd => "MappingEnd".to_owned(),
            Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentStart(_) | Event::DocumentEnd => continue,
            _ => return None,
        };
        write!(events, "({start}, {end}, StaticEvent::{event}),").ok()?;
    }
    Some(events)
}

fn style_name(style: ScalarStyle) -> &'static str {
    match style {
        ScalarStyle::Plain => "Plain",
        ScalarStyle::SingleQuoted => "SingleQuoted",
        ScalarStyle::DoubleQuoted => "DoubleQuoted",
        ScalarStyle::Literal => "Literal",
        ScalarStyle::Folded => "Folded",
    }
}

/// Byte of a marker, whose line and column count characters.
fn offset(text: &str, marker: &Marker) -> usize {
    let start: usize = text.split_inclusive('\n').take(marker.line() - 1).map(str::len).sum();
    text[start..].char_indices().nth(marker.col()).map_or(text.len(), |(at, _)| start + at)
}
