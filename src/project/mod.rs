//! The Django project as a model. So far: whether there is one, and what it is called.
//!
//! Settings, routes, models, templates and dependencies become models of their own here.

mod dependencies;
mod version;

use std::sync::LazyLock;

use regex::Regex;
use serde::Serialize;

pub use dependencies::DjangoVersions;
pub use version::VersionRange;

use crate::files::{Files, Language, Role, SourceFile};

/// The Django project in one line.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct ProjectSummary {
    /// Whether anything here is Django.
    pub is_django: bool,
    /// Name of the project's package (`config`, `shop`), when known.
    pub name: Option<String>,
    /// Where `manage.py` is.
    pub manage: Option<String>,
    /// The settings module that `wsgi.py`, `asgi.py` or `manage.py` names.
    pub settings_module: Option<String>,
    /// Which file named it.
    pub settings_from: Option<String>,
    /// Django's version as a dependency file states it (`5.2.8`, `>=5.2`).
    pub django_version: Option<String>,
}

static SETTINGS_MODULE: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r#"DJANGO_SETTINGS_MODULE["'][\]),=\s]*["']([A-Za-z_][A-Za-z0-9_.]*)["']"#).expect("constant"));
static IMPORTS_DJANGO: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"(?m)^[ \t]*(?:from|import)[ \t]+django(?:\.|[ \t]|$)").expect("constant"));

/// Looks at entry files, imports and dependency files.
pub fn summarise(files: &Files) -> ProjectSummary {
    let asked = dependencies::asked(files);
    let mut summary = ProjectSummary { django_version: asked.version, ..ProjectSummary::default() };
    let manage =
        first_named(files, &["manage.py"]).filter(|file| file.text().contains("DJANGO_SETTINGS_MODULE") || file.text().contains("django"));
    summary.manage = manage.map(|file| file.path().to_owned());
    // What serves users decides; manage.py is often the developer's entry.
    for entry in [first_named(files, &["wsgi.py"]), first_named(files, &["asgi.py"]), manage].into_iter().flatten() {
        if let Some(found) = SETTINGS_MODULE.captures(entry.text()) {
            summary.settings_module = Some(found[1].to_owned());
            summary.settings_from = Some(entry.path().to_owned());
            break;
        }
    }
    summary.name = name(&summary);
    summary.is_django = summary.manage.is_some() || asked.at_all || files.iter().any(|(_, file)| imports_django(file));
    summary
}

/// Package names that say what a package is for, not which project it is.
const GENERIC: [&str; 10] = ["config", "conf", "settings", "project", "core", "app", "src", "backend", "server", "web"];

/// The settings' top package; where that has a generic name, the folder of `manage.py`.
fn name(summary: &ProjectSummary) -> Option<String> {
    let package = summary.settings_module.as_deref().and_then(|module| module.split('.').next());
    let folder = summary.manage.as_deref().and_then(|path| path.rsplit('/').nth(1));
    let specific = package.filter(|package| !GENERIC.contains(package));
    specific.or(folder.filter(|folder| !GENERIC.contains(folder))).or(package).map(str::to_owned)
}

fn imports_django(file: &SourceFile) -> bool {
    file.language() == Language::Python && IMPORTS_DJANGO.is_match(file.text())
}

/// The one nearest to the root, outside tests and vendored code.
fn first_named<'a>(files: &'a Files, names: &[&str]) -> Option<&'a SourceFile> {
    let own = files.iter().map(|(_, file)| file).filter(|file| !matches!(file.role(), Role::Test | Role::Vendored));
    let named = own.filter(|file| file.path().rsplit('/').next().is_some_and(|name| names.contains(&name)));
    named.min_by_key(|file| (file.path().matches('/').count(), file.path().to_owned()))
}
