//! What the project depends on, as its lock and requirement files say. So far: Django's versions.

use std::sync::LazyLock;

use regex::Regex;
use toml::{Table, Value};

use super::version::VersionRange;
use crate::files::{Files, Role, SourceFile};

/// Machines write lock files, and always in this layout.
static LOCKED: LazyLock<Regex> = LazyLock::new(|| Regex::new(r#"(?mi)^name = "django"\r?\nversion = "([0-9][^"]*)""#).expect("constant"));
static PIPFILE_LOCK: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r#"(?s)"django": \{[^}]*?"version": "==([0-9][^"]*)""#).expect("constant"));
/// A line, or an item of a list: `Django==5.2.8`, `django[argon2]>=5.2,<6`, `django`, `django @ https://…`.
static REQUIRED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r#"(?mi)^[ \t]*["']?django[ \t]*(?:\[[a-z0-9_, -]*\])?[ \t]*(?:\(?([<>=~!]=?=?[ \t]*[0-9a-z][^;#"'\\\r\n]*)|\r?$|[;#@"'\\]|--)"#,
    )
    .expect("constant")
});
/// The same somewhere in a call; without a version it may be a mere word.
static IN_SETUP: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#"(?mi)(?:^|[\s"'=\[(,])django(?:\[[a-z0-9_, -]*\])?[ \t]*([<>=~!]=?=?[ \t]*[0-9][^;#"'\\\r\n]*)"#).expect("constant")
});

/// How near to the truth a statement is; the nearer the smaller.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    Lock,
    Pin,
    Range,
    Package,
}

/// One statement about Django's version.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Statement {
    rank: Rank,
    depth: usize,
    path: String,
    /// As written; none for any version.
    version: Option<String>,
}

/// The versions of Django that the project may run on.
#[derive(Debug, Default)]
pub struct DjangoVersions {
    /// Empty when nothing is known.
    ranges: Vec<VersionRange>,
}

impl DjangoVersions {
    /// As the dependency files say. Several projects in one tree each count; beside a lock file or a pin no mere range does.
    pub fn of(files: &Files) -> Self {
        let all = statements(files);
        let exact = |statement: &Statement| statement.rank <= Rank::Pin;
        let counts = |statement: &&Statement| {
            exact(statement) || !all.iter().any(|other| exact(other) && are_of_one_project(&other.path, &statement.path))
        };
        let ranges = all.iter().filter(counts).flat_map(|statement| match &statement.version {
            None => vec![VersionRange::any()],
            // Poetry's "or". What is no version may be any.
            Some(text) => text.split("||").map(|part| VersionRange::stated(part).unwrap_or_else(VersionRange::any)).collect(),
        });
        Self { ranges: ranges.collect() }
    }

    /// Whether the project may run on a version of `wanted`; yes when nothing is known.
    pub fn may_be(&self, wanted: &VersionRange) -> bool {
        self.ranges.is_empty() || self.ranges.iter().any(|range| range.overlaps(wanted))
    }
}

/// What the dependency files say about Django, in short.
pub(super) struct Asked {
    /// Whether some file asks for it, in whatever version.
    pub(super) at_all: bool,
    /// Exact from a lock file, else the range that is asked for; of several files the one nearest to the root.
    pub(super) version: Option<String>,
}

/// Looks at the dependency files.
pub(super) fn asked(files: &Files) -> Asked {
    let statements = statements(files);
    Asked { at_all: !statements.is_empty(), version: statements.into_iter().find_map(|statement| statement.version) }
}

/// All statements, the nearest to the truth first.
fn statements(files: &Files) -> Vec<Statement> {
    let own = files.iter().map(|(_, file)| file).filter(|file| !matches!(file.role(), Role::Test | Role::Vendored));
    let mut all = own.flat_map(of_file).collect::<Vec<_>>();
    all.sort();
    all
}

fn of_file(file: &SourceFile) -> Vec<Statement> {
    let (path, text) = (file.path(), file.text());
    let name = path.rsplit('/').next().unwrap_or_default();
    let (rank, versions) = match name {
        "uv.lock" | "poetry.lock" | "pdm.lock" | "pylock.toml" => (Rank::Lock, captured(&LOCKED, text)),
        "Pipfile.lock" => (Rank::Lock, captured(&PIPFILE_LOCK, text)),
        "pyproject.toml" | "Pipfile" => {
            (Rank::Package, text.parse::<Table>().map_or_else(|_| captured(&REQUIRED, text), |it| in_table(&it)))
        }
        "setup.cfg" | "setup.py" => (Rank::Package, captured(&IN_SETUP, text)),
        _ if is_requirements(name, path) => (Rank::Range, captured(&REQUIRED, text)),
        _ => return Vec::new(),
    };
    let depth = path.matches('/').count();
    let statement = |version: Option<String>| match version.as_deref().and_then(|version| version.strip_prefix("==")) {
        Some(pin) if rank == Rank::Range && !pin.contains(['*', ',', '=']) => {
            Statement { rank: Rank::Pin, depth, path: path.to_owned(), version: Some(pin.trim().to_owned()) }
        }
        _ => Statement { rank, depth, path: path.to_owned(), version },
    };
    versions.into_iter().map(statement).collect()
}

fn is_requirements(name: &str, path: &str) -> bool {
    (name.ends_with(".txt") || name.ends_with(".in")) && (name.contains("requirements") || path.contains("requirements/"))
}

/// Whether one file lies in the folder of the other, or below it.
fn are_of_one_project(a: &str, b: &str) -> bool {
    let folder = |path: &str| path.rsplit_once('/').map_or(String::new(), |(folder, _)| format!("{folder}/"));
    let (a, b) = (folder(a), folder(b));
    a.starts_with(&b) || b.starts_with(&a)
}

fn captured(regex: &Regex, text: &str) -> Vec<Option<String>> {
    regex.captures_iter(text).map(|found| found.get(1).map(|version| tidy(version.as_str()))).collect()
}

fn tidy(version: &str) -> String {
    version.split(" --").next().unwrap_or(version).trim().trim_end_matches([',', ')', ']']).trim_end().to_owned()
}

/// PEP 621, dependency groups, and the tables of Poetry, PDM and Pipfiles: lists of requirements, and tables with Django's name as a key.
fn in_table(table: &Table) -> Vec<Option<String>> {
    const LISTS: [&[&str]; 4] = [
        &["project", "dependencies"],
        &["project", "optional-dependencies", "*"],
        &["dependency-groups", "*"],
        &["tool", "pdm", "dev-dependencies", "*"],
    ];
    const TABLES: [&[&str]; 5] = [
        &["packages"],
        &["dev-packages"],
        &["tool", "poetry", "dependencies"],
        &["tool", "poetry", "dev-dependencies"],
        &["tool", "poetry", "group", "*", "dependencies"],
    ];
    let root = Value::Table(table.clone());
    let at = |path: &&[&str]| places(&root, path);
    let items = LISTS.iter().flat_map(at).filter_map(Value::as_array).flatten().filter_map(Value::as_str);
    let mut found: Vec<_> = items.flat_map(|item| captured(&REQUIRED, item)).collect();
    let named = TABLES.iter().flat_map(at).filter_map(Value::as_table).flatten().filter(|(name, _)| name.eq_ignore_ascii_case("django"));
    found.extend(named.flat_map(|(_, value)| versions(value)));
    found
}

/// The values that a path of keys leads to; `*` is any key.
fn places<'a>(value: &'a Value, path: &[&str]) -> Vec<&'a Value> {
    let Some((key, rest)) = path.split_first() else { return vec![value] };
    let Some(table) = value.as_table() else { return Vec::new() };
    table.iter().filter(|(name, _)| *key == "*" || name == key).flat_map(|(_, inner)| places(inner, rest)).collect()
}

/// `"^5.1"`, `{version = "^5.1"}`, `{git = "…"}`, or a list of them.
fn versions(value: &Value) -> Vec<Option<String>> {
    match value {
        Value::String(text) => vec![Some(text.clone()).filter(|text| text != "*")],
        Value::Array(several) => several.iter().flat_map(versions).collect(),
        Value::Table(table) => table.get("version").map_or_else(|| vec![None], versions),
        _ => vec![None],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::Language;

    fn files(files: &[(&str, &str)]) -> Files {
        Files::new(files.iter().map(|(path, text)| SourceFile::new(*path, *text, Language::Text, Role::App)).collect())
    }

    fn version(path: &str, text: &str) -> String {
        asked(&files(&[(path, text)])).version.unwrap_or_else(|| "-".into())
    }

    #[test]
    fn versions_as_dependency_files_state_them() {
        assert_eq!(version("requirements.txt", "celery==5\nDjango==5.2.8\n"), "5.2.8");
        assert_eq!(version("requirements.txt", "Django==5.2.8 --hash=sha256:1 \\\n  --hash=sha256:2\n"), "5.2.8");
        assert_eq!(version("requirements/base.txt", "django[argon2]>=5.2,<6  # web\n"), ">=5.2,<6");
        assert_eq!(version("requirements.txt", "django-environ==0.1\ndjangorestframework\n"), "-");
        assert_eq!(version("uv.lock", "[[package]]\nname = \"django\"\nversion = \"6.0.1\"\n"), "6.0.1");
        assert_eq!(version("pyproject.toml", "[project]\ndependencies = [\n    \"Django>=4.2\",\n]\n"), ">=4.2");
        assert_eq!(version("pyproject.toml", "[tool.poetry.dependencies]\ndjango = \"^5.1\"\n"), "^5.1");
        assert_eq!(version("pyproject.toml", "[project]\ndependencies = [\"django (>=5.1,<6.0) ; python_version > '3'\"]\n"), ">=5.1,<6.0");
        assert_eq!(version("pyproject.toml", "[broken\ndependencies = [\n    \"Django>=4.2\",\n]\n"), ">=4.2");
        assert_eq!(version("setup.cfg", "[options]\ninstall_requires =\n  Django>=3.2,<4\n"), ">=3.2,<4");
    }

    #[test]
    fn django_without_a_version_is_asked_for() {
        for text in ["Django\n", "django ; python_version > '3'\n", "django[argon2]\r\n", "django @ git+https://example.org/d.git\n"] {
            let asked = asked(&files(&[("requirements.txt", text)]));
            assert!(asked.at_all && asked.version.is_none(), "{text}");
        }
        assert!(!asked(&files(&[("requirements.txt", "django-environ\n# django\ndjangorestframework\n")])).at_all);
    }
}
