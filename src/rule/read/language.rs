//! `languages:`: which of them we read, and which are somebody else's.

use super::super::RuleLanguage;
use super::super::error::{Code, nearest};
use super::super::yaml::Node;
use super::Reader;
use super::formula::Means;

/// Languages whose files we read, or read as text.
pub(super) const KNOWN: [(&str, RuleLanguage); 17] = [
    ("python", RuleLanguage::Python),
    ("py", RuleLanguage::Python),
    ("python2", RuleLanguage::Python),
    ("python3", RuleLanguage::Python),
    ("template", RuleLanguage::Template),
    ("regex", RuleLanguage::Text),
    ("none", RuleLanguage::Text),
    ("generic", RuleLanguage::Text),
    ("html", RuleLanguage::Extensions(&["html", "htm"])),
    ("xml", RuleLanguage::Extensions(&["xml", "plist"])),
    ("json", RuleLanguage::Extensions(&["json", "ipynb"])),
    ("yaml", RuleLanguage::Extensions(&["yml", "yaml"])),
    ("dockerfile", RuleLanguage::Extensions(&["dockerfile"])),
    ("docker", RuleLanguage::Extensions(&["dockerfile"])),
    ("bash", RuleLanguage::Extensions(&["sh", "bash"])),
    ("sh", RuleLanguage::Extensions(&["sh", "bash"])),
    ("ini", RuleLanguage::Extensions(&["ini", "cfg"])),
];

/// Languages that exist and that no file of a Django project's server side is written in.
pub(super) const ELSEWHERE: [&str; 56] = [
    "apex",
    "c",
    "c#",
    "c++",
    "cairo",
    "circom",
    "clojure",
    "cpp",
    "csharp",
    "dart",
    "elixir",
    "ex",
    "go",
    "golang",
    "hack",
    "hcl",
    "java",
    "javascript",
    "js",
    "jsonnet",
    "jsx",
    "julia",
    "kotlin",
    "kt",
    "lisp",
    "lua",
    "move_on_aptos",
    "move_on_sui",
    "ocaml",
    "php",
    "promql",
    "proto",
    "proto3",
    "protobuf",
    "ql",
    "r",
    "rb",
    "ruby",
    "rust",
    "scala",
    "scheme",
    "sol",
    "solidity",
    "swift",
    "terraform",
    "tf",
    "ts",
    "tsx",
    "typescript",
    "vue",
    "csh",
    "objective-c",
    "objc",
    "perl",
    "sql",
    "groovy",
];

/// What `languages:` said.
pub(super) struct Languages {
    pub(super) read: Vec<RuleLanguage>,
    pub(super) means: Means,
}

/// Reads `languages:`. None when something in it is wrong; nothing to read when all of it is for others.
pub(super) fn read(reader: &mut Reader<'_>, node: &Node) -> Option<Languages> {
    let mut languages = Languages { read: Vec::new(), means: Means::Regex };
    let mut right = true;
    for (name, place) in reader.texts(node, "`languages`") {
        let lower = name.to_lowercase();
        if let Some((_, language)) = KNOWN.iter().find(|(known, _)| *known == lower) {
            languages.read.push(*language);
            languages.means = means(&languages.means, &lower, *language);
        } else if !ELSEWHERE.contains(&&*lower) {
            right = false;
            reader.error(Code::UnknownWord, place, format!("there is no language `{name}`")).help = near(&name);
        }
    }
    if right && matches!(&node.value, super::Value::Sequence(items) if items.is_empty()) {
        reader.error(Code::MissingKey, node, "`languages` names no language").help = Some("for example `languages: [python]`".to_owned());
        right = false;
    }
    languages.read.sort_unstable();
    languages.read.dedup();
    right.then_some(languages)
}

/// The names of all languages, those that are read first.
pub(super) fn names() -> Vec<&'static str> {
    KNOWN.iter().map(|(known, _)| *known).chain(ELSEWHERE).collect()
}

/// Whether a language has this name.
pub(super) fn is_one(name: &str) -> bool {
    names().contains(&&*name.to_lowercase())
}

/// The language whose name is near.
pub(super) fn near(name: &str) -> Option<String> {
    nearest(name, names())
}

fn means(before: &Means, name: &str, language: RuleLanguage) -> Means {
    match (before, language) {
        (Means::Python, RuleLanguage::Text) if name == "generic" => Means::RegexOf("python and generic".into()),
        (Means::Generic, RuleLanguage::Python) => Means::RegexOf("python and generic".into()),
        (Means::RegexOf(_), _) if name == "generic" => before.clone(),
        (Means::Python, _) | (_, RuleLanguage::Python) => Means::Python,
        (Means::Html, RuleLanguage::Text) if name == "generic" => Means::RegexOf("html and generic".into()),
        (_, RuleLanguage::Text) if name == "generic" => Means::Generic,
        (Means::Regex | Means::Html, RuleLanguage::Extensions(_)) if name == "html" || name == "xml" => Means::Html,
        (Means::Generic, RuleLanguage::Extensions(_)) => Means::RegexOf(format!("generic and {name}").into()),
        (_, RuleLanguage::Extensions(_)) => Means::RegexOf(name.into()),
        (_, RuleLanguage::Text | RuleLanguage::Template) => before.clone(),
    }
}
