//! What the project depends on, as its lock and requirement files say. So far: Django's version.

use std::sync::LazyLock;

use regex::Regex;

use crate::files::{Files, Role};

static LOCKED: LazyLock<Regex> = LazyLock::new(|| Regex::new(r#"(?mi)^name = "django"\r?\nversion = "([0-9][^"]*)""#).expect("constant"));
static PIPFILE_LOCK: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r#"(?s)"django": \{[^}]*?"version": "==([0-9][^"]*)""#).expect("constant"));
/// `Django==5.2.8`, `django[argon2]>=5.2,<6`, also quoted in a list of pyproject.toml or setup.cfg.
static REQUIRED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#"(?mi)^[ \t]*["']?django(?:\[[a-z0-9_, -]*\])?[ \t]*((?:[<>=~!]=?=?[ \t]*[0-9][0-9a-z.*]*[ \t]*,?[ \t]*)+)"#)
        .expect("constant")
});
/// Poetry's table: `django = "^5.2"`.
static POETRY: LazyLock<Regex> = LazyLock::new(|| Regex::new(r#"(?mi)^django[ \t]*=[ \t]*"([~^<>=]*[0-9][^"]*)""#).expect("constant"));

/// Django's version: exact from a lock file, else the range that is asked for; of several files the one nearest to the root.
pub(super) fn django_version(files: &Files) -> Option<String> {
    let mut found = files
        .iter()
        .filter(|(_, file)| !matches!(file.role(), Role::Test | Role::Vendored))
        .filter_map(|(_, file)| {
            let name = file.path().rsplit('/').next().unwrap_or_default();
            let (rank, version) = stated(name, file.path(), file.text())?;
            Some((rank, file.path().matches('/').count(), file.path().to_owned(), version))
        })
        .collect::<Vec<_>>();
    found.sort();
    found.into_iter().next().map(|(_, _, _, version)| version)
}

fn stated(name: &str, path: &str, text: &str) -> Option<(u8, String)> {
    let first = |regex: &Regex| regex.captures(text).map(|found| found[1].trim().trim_end_matches(',').to_owned());
    let is_requirements = name.ends_with(".txt") && (name.contains("requirements") || path.contains("requirements/"));
    match name {
        "uv.lock" | "poetry.lock" | "pdm.lock" | "pylock.toml" => Some((0, first(&LOCKED)?)),
        "Pipfile.lock" => Some((0, first(&PIPFILE_LOCK)?)),
        _ if is_requirements => first(&REQUIRED).map(|version| match version.strip_prefix("==") {
            Some(exact) => (1, exact.trim().to_owned()),
            None => (2, version),
        }),
        "pyproject.toml" | "setup.cfg" | "setup.py" | "Pipfile" => Some((3, first(&REQUIRED).or_else(|| first(&POETRY))?)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::{Language, SourceFile};

    fn version(path: &str, text: &str) -> String {
        let files = Files::new(vec![SourceFile::new(path, text, Language::Text, Role::App)]);
        django_version(&files).unwrap_or_else(|| "-".into())
    }

    #[test]
    fn versions_as_dependency_files_state_them() {
        assert_eq!(version("requirements.txt", "celery==5\nDjango==5.2.8\n"), "5.2.8");
        assert_eq!(version("requirements/base.txt", "django[argon2]>=5.2,<6  # web\n"), ">=5.2,<6");
        assert_eq!(version("requirements.txt", "django-environ==0.1\n"), "-");
        assert_eq!(version("uv.lock", "[[package]]\nname = \"django\"\nversion = \"6.0.1\"\n"), "6.0.1");
        assert_eq!(version("pyproject.toml", "dependencies = [\n    \"Django>=4.2\",\n]\n"), ">=4.2");
        assert_eq!(version("pyproject.toml", "[tool.poetry.dependencies]\ndjango = \"^5.1\"\n"), "^5.1");
    }
}
