//! What a file is, by its name and a first look: language and role.
//!
//! The names are Django's conventions (`startproject`, `startapp`, `makemigrations`) and those of common layouts.

use std::sync::LazyLock;

use regex::Regex;

use crate::files::{Language, Role};

/// Folders that hold no source of the project: version control, environments, caches, build products.
const LEFT_OUT: [&str; 24] = [
    ".git",
    ".hg",
    ".svn",
    ".jj",
    "node_modules",
    "bower_components",
    "site-packages",
    "dist-packages",
    "__pycache__",
    "__pypackages__",
    ".venv",
    "venv",
    ".virtualenv",
    ".tox",
    ".nox",
    ".eggs",
    ".mypy_cache",
    ".pytest_cache",
    ".ruff_cache",
    ".ipynb_checkpoints",
    ".terraform",
    ".idea",
    ".vscode",
    ".straplock-cache",
];

/// Endings of files that are never text, or text that nobody writes.
const NOT_TEXT: [&str; 66] = [
    "png", "jpg", "jpeg", "gif", "webp", "avif", "bmp", "ico", "tif", "tiff", "psd", "svg", "eps", "pdf", "woff", "woff2", "ttf", "otf",
    "eot", "mp3", "mp4", "webm", "ogg", "wav", "flac", "mov", "avi", "zip", "gz", "bz2", "xz", "zst", "tar", "tgz", "7z", "rar", "whl",
    "egg", "jar", "pyc", "pyo", "pyd", "so", "dll", "dylib", "exe", "o", "a", "class", "wasm", "mo", "po", "pot", "map", "sqlite",
    "sqlite3", "db", "bin", "dat", "pkl", "npy", "parquet", "xls", "xlsx", "doc", "docx",
];

/// Folder names of other people's code that is kept in the tree.
const VENDORED: [&str; 9] = ["vendor", "vendored", "_vendor", "vendors", "third_party", "thirdparty", "3rdparty", "external", "extern"];

/// Folder names of tests and of what only tests use.
const TESTS: [&str; 12] = [
    "tests",
    "test",
    "testing",
    "testapp",
    "testproject",
    "test_project",
    "test_app",
    "e2e",
    "cypress",
    "fixtures",
    "testdata",
    "test_utils",
];

/// Folder names of projects that are shown and not deployed. Settings in them are for whoever tries the code out.
const SHOWN: [&str; 30] = [
    "docs",
    "doc",
    "example",
    "examples",
    "example_project",
    "example_projects",
    "exampleproject",
    "example_app",
    "example_site",
    "sample",
    "samples",
    "sample_project",
    "sampleproject",
    "demo",
    "demos",
    "demo_project",
    "demoproject",
    "demo_site",
    "demosite",
    "sandbox",
    "sandboxes",
    "playground",
    "tutorial",
    "tutorials",
    "quickstart",
    "profiling",
    "benchmark",
    "benchmarks",
    "testutils",
    "dev_project",
];

/// Words in names of settings that are never deployed, whole words alone: not `devices.py`, not `locale.py`.
static DEVELOPMENT_FILE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?i)(^|settings|[._-])(dev|devel|develop|developer|development|local|localdev|localhost|laptop|tests?|testing|debug|examples?|samples?|demo|sandbox|playground|ci|docker|build)[0-9]*(settings|[._-]|$)",
    )
    .expect("constant")
});

static TEST_FILE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^(test_.*|.*_tests?|tests?|tests_.*|conftest|.*_factory|factories|.*testcases?|testsettings|runtests)\.pyi?$")
        .expect("constant")
});
static SETTINGS_FILE: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"(^|/)([a-z_]*settings[a-z_]*\.py|settings/.*\.py|config/settings\.py)$").expect("constant"));
/// Two of these at the start of a line make a module a settings module, whatever its name.
static SETTINGS_NAME: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?m)^(INSTALLED_APPS|MIDDLEWARE|ROOT_URLCONF|DATABASES|SECRET_KEY|ALLOWED_HOSTS|TEMPLATES|WSGI_APPLICATION|AUTH_PASSWORD_VALIDATORS|STATIC_URL|DEBUG|SECURE_SSL_REDIRECT|SECURE_HSTS_SECONDS|SESSION_COOKIE_SECURE)[ \t]*(:[^=\n]*)?\+?=[^=]")
        .expect("constant")
});

/// Whether a file below such a folder is never read (`path` relative to the folder that was asked for; folders end in `/`).
pub fn is_left_out(path: &str) -> bool {
    let Some((folders, _)) = path.rsplit_once('/') else { return false };
    folders.split('/').any(|folder| LEFT_OUT.contains(&folder) || folder.ends_with(".egg-info"))
}

/// What a file is written in, by its name; none for what is no text.
pub fn language_of(path: &str) -> Option<Language> {
    let (folders, name) = path.rsplit_once('/').unwrap_or(("", path));
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending).to_ascii_lowercase();
    match ending.as_str() {
        "py" | "pyi" | "pyw" => Some(Language::Python),
        "html" | "htm" | "xhtml" | "djhtml" | "jinja" | "jinja2" | "j2" | "dtl" => Some(Language::Template),
        "txt" | "xml" | "mjml" | "svg" | "md" if folders.split('/').any(|folder| folder == "templates" || folder == "jinja2") => {
            Some(Language::Template)
        }
        ending if NOT_TEXT.contains(&ending) => None,
        _ if name.ends_with(".min.js") || name.ends_with(".min.css") => None,
        _ => Some(Language::Text),
    }
}

/// Whether a file states what the project depends on: read in any case, because it says which Django this is.
pub fn states_dependencies(path: &str) -> bool {
    let (folders, name) = path.rsplit_once('/').unwrap_or(("", path));
    let known = ["pyproject.toml", "setup.cfg", "Pipfile", "Pipfile.lock", "poetry.lock", "uv.lock", "pdm.lock", "pylock.toml"];
    let requirements = name.contains("requirements") || folders.rsplit('/').next() == Some("requirements");
    known.contains(&name) || (requirements && (name.ends_with(".txt") || name.ends_with(".in")))
}

/// What a file is for: `path` is relative to the folder that was asked for, `text` is its text.
pub fn role_of(path: &str, text: &str) -> Role {
    let (folders, name) = path.rsplit_once('/').unwrap_or(("", path));
    let within = |names: &[&str]| folders.split('/').any(|folder| names.contains(&folder));
    if within(&VENDORED) {
        return Role::Vendored;
    }
    if within(&TESTS) || TEST_FILE.is_match(name) {
        return Role::Test;
    }
    match language_of(path) {
        Some(Language::Template) => Role::Template,
        Some(Language::Python) => python_role(path, folders, text),
        Some(Language::Text) if is_environment_file(name) => settings_role(folders, name),
        Some(Language::Text) | None => Role::App,
    }
}

fn python_role(path: &str, folders: &str, text: &str) -> Role {
    if folders.split('/').any(|folder| folder == "migrations" || folder == "south_migrations") {
        return Role::Migration;
    }
    let named = SETTINGS_FILE.is_match(path);
    let mut names = SETTINGS_NAME.captures_iter(text).filter_map(|found| found.get(1)).map(|name| name.as_str());
    let looks = names.next().is_some_and(|first| names.any(|other| other != first));
    let name = path.rsplit_once('/').map_or(path, |(_, name)| name);
    if named || looks { settings_role(folders, name) } else { Role::App }
}

/// Whether these settings are deployed somewhere, as far as their place and name tell. Folders that are hidden hold tools.
fn settings_role(folders: &str, name: &str) -> Role {
    let shown = |folder: &str| folder.starts_with('.') || SHOWN.contains(&folder);
    let stem = name.strip_suffix(".py").unwrap_or(name);
    if folders.split('/').any(shown) || DEVELOPMENT_FILE.is_match(stem) { Role::Development } else { Role::Settings }
}

/// `.env`, `.env.production`, `prod.env`: what feeds settings.
fn is_environment_file(name: &str) -> bool {
    name == ".env" || name.starts_with(".env.") || name.ends_with(".env")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roles_by_name_and_content() {
        let role = |path: &str| role_of(path, "").as_str();
        assert_eq!(role("shop/orders/views.py"), "app");
        assert_eq!(role("shop/orders/tests/test_views.py"), "test");
        assert_eq!(role("shop/orders/tests.py"), "test");
        assert_eq!(role("conftest.py"), "test");
        assert_eq!(role("shop/contest.py"), "app");
        assert_eq!(role("shop/orders/migrations/0001_initial.py"), "migration");
        assert_eq!(role("config/settings/production.py"), "settings");
        assert_eq!(role("site_settings.py"), "settings");
        assert_eq!(role("tests/settings.py"), "test");
        assert_eq!(role("shop/templates/a.html"), "template");
        assert_eq!(role("shop/vendor/lib/x.py"), "vendored");
        assert_eq!(role(".env.production"), "settings");
        assert_eq!(role_of("config/prod.py", "DEBUG = False\nINSTALLED_APPS += ['x']\n").as_str(), "settings");
        assert_eq!(role_of("app/flags.py", "DEBUG = False\nif DEBUG == 1: pass\n").as_str(), "app");
    }

    #[test]
    fn settings_that_serve_nobody() {
        let role = |path: &str| role_of(path, "DEBUG = True\nINSTALLED_APPS = []\n").as_str();
        let for_nobody = [
            "example/settings.py",
            "docs/quickstart/settings.py",
            "demo/demodesk/config/settings.py",
            "shop/sample/settings.py",
            "sandbox/settings.py",
            ".opencode/skills/liveserver/liveserver_settings.py",
            "config/settings/dev.py",
            "config/settings/local.py",
            "config/settings/development.py",
            "shop/settings_dev.py",
            "shop/settings-local.py",
            "shop/localsettings.py",
            "shop/devsettings.py",
            "shop/settings/docker_build.py",
            "shop/settings/ci.py",
            ".env.example",
            ".env.local",
        ];
        for path in for_nobody {
            assert_eq!(role(path), "development", "{path}");
        }
        let deployed = [
            "settings.py",
            "config/settings/__init__.py",
            "config/settings/base.py",
            "config/settings/production.py",
            "project/settings/base.py",
            "project/settings_prod.py",
            "project/settings/staging.py",
            "project/settings/devices.py",
            "project/settings/locale.py",
            "project/settings/specials.py",
            "project/settings/builder.py",
            "demonstrations/settings.py",
            "exampleshop/settings.py",
            "src/sandboxed/settings.py",
            ".env",
            ".env.production",
        ];
        for path in deployed {
            assert_eq!(role(path), "settings", "{path}");
        }
    }

    #[test]
    fn only_settings_are_for_development() {
        assert_eq!(role_of("demo/views.py", "").as_str(), "app");
        assert_eq!(role_of("examples/shop/templates/a.html", "").as_str(), "template");
        assert_eq!(role_of("config/dev.py", "").as_str(), "app");
        assert_eq!(role_of("demo/tests/settings.py", "").as_str(), "test");
    }

    #[test]
    fn languages_by_name() {
        assert_eq!(language_of("a/b.py"), Some(Language::Python));
        assert_eq!(language_of("a/templates/mail/body.txt"), Some(Language::Template));
        assert_eq!(language_of("a/notes.txt"), Some(Language::Text));
        assert_eq!(language_of("Dockerfile"), Some(Language::Text));
        assert_eq!(language_of("a/logo.PNG"), None);
        assert_eq!(language_of("a/jquery.min.js"), None);
    }

    #[test]
    fn folders_that_are_never_read() {
        assert!(is_left_out("node_modules/x/a.py"));
        assert!(is_left_out("a/.venv/"));
        assert!(!is_left_out("a/environment/x.py"));
        assert!(!is_left_out("venv"));
    }
}
