//! A small report for the tests of every format: one path from input to danger, one suppressed finding, one fixed, one broken file.

use std::sync::Arc;

use crate::files::{Files, Language, Role, SourceFile, Span};
use crate::finding::{
    Comparison, Configuration, Coverage, Disposition, Finding, Fingerprint, Fix, Label, Location, ProjectSummary, Report, UsedPack,
};
use crate::notification::{Notification, NotificationKind, NotificationLevel};
use crate::pattern::MatchOptions;
use crate::rule::{Confidence, Docs, Edition, Formula, Metadata, Origin, Paths, Profile, Rule, RuleLanguage, Safety, Severity, Stage};

/// The only place in these tests where a whole `Rule` is written.
pub(crate) fn rule(id: &str, severity: Severity) -> Rule {
    Rule {
        id: id.into(),
        severity,
        confidence: Confidence::High,
        message: "Text from the request reaches raw SQL".into(),
        roles: Vec::new(),
        profile: Profile::Review,
        stage: Stage::Stable,
        edition: Edition::E2026,
        docs: Docs { why: "The database runs what the request says.".into(), how: "Pass the value as a parameter.".into() },
        metadata: Metadata {
            cwe: vec!["CWE-89".into()],
            owasp: vec!["A05:2025".into()],
            technology: vec!["django".into()],
            references: vec!["https://docs.djangoproject.com/en/5.2/topics/security/".into()],
        },
        fix: None,
        origin: Origin { file: "rules/injection/sql.yaml".into(), line: 2, built_in: true, pack: None },
        languages: vec![RuleLanguage::Python],
        formula: Formula::Either(Vec::new()),
        taint: None,
        patterns: Vec::new(),
        regexes: Vec::new(),
        paths: Paths::default(),
        options: MatchOptions::default(),
        fix_regex: None,
        locked: false,
        replaced_by: None,
        django: None,
        examples: Vec::new(),
    }
}

/// Files from pairs of path and text; the language follows the ending.
pub(crate) fn files(pairs: &[(&str, &str)]) -> Arc<Files> {
    let file = |(path, text): &(&str, &str)| {
        let (language, role) = match path.rsplit('.').next() {
            Some("py") => (Language::Python, Role::App),
            Some("html") => (Language::Template, Role::Template),
            _ => (Language::Text, Role::App),
        };
        SourceFile::new(*path, *text, language, role)
    };
    Arc::new(Files::new(pairs.iter().map(file).collect()))
}

/// The place of the first `needle` in `path`.
pub(crate) fn place(files: &Files, path: &str, needle: &str) -> Location {
    let id = files.find(path).expect("the fixture has the file");
    let at = files.get(id).text().find(needle).expect("the fixture says it");
    let offset = |at: usize| u32::try_from(at).expect("fixtures are small");
    let span = Span::new(id, offset(at), offset(at + needle.len()));
    let (start, end) = files.lines(span);
    Location { path: files.get(id).shared_path(), span, start, end }
}

/// A finding of `rule` at `location`.
pub(crate) fn finding(rule: &Arc<Rule>, location: Location, message: &str) -> Finding {
    Finding {
        rule: Arc::clone(rule),
        severity: rule.severity,
        confidence: rule.confidence,
        message: message.to_owned(),
        location,
        scope: String::new(),
        labels: Vec::new(),
        trace: Vec::new(),
        fix: None,
        fingerprint: Fingerprint {
            full: "sl1:00112233445566778899aabbccddeeff".into(),
            unscoped: "sl1:ffeeddccbbaa99887766554433221100".into(),
        },
        disposition: Disposition::Reported,
    }
}

/// A report over `files` with `findings` and nothing else.
pub(crate) fn bare(files: &Arc<Files>, findings: Vec<Finding>) -> Report {
    let mut rules: Vec<_> = findings.iter().map(|finding| Arc::clone(&finding.rule)).collect();
    rules.sort_by(|a, b| a.id.cmp(&b.id));
    rules.dedup_by(|a, b| a.id == b.id);
    let count = |language| files.iter().filter(|(_, file)| file.language() == language).count();
    Report {
        files: Arc::clone(files),
        project: ProjectSummary {
            is_django: true,
            name: Some("shop".into()),
            manage: Some("manage.py".into()),
            settings_module: Some("config.settings".into()),
            settings_from: Some("manage.py".into()),
            django_version: Some("5.2.8".into()),
        },
        findings,
        fixed: Vec::new(),
        notifications: Vec::new(),
        coverage: Coverage {
            python: count(Language::Python),
            templates: count(Language::Template),
            python_lines: 9,
            ..Coverage::default()
        },
        head_is_incomplete: false,
        comparison: None,
        configuration: None,
        rules,
        inapplicable: 0,
        profile: Profile::Review,
    }
}

/// A file of configuration in the base, with one pack.
pub(crate) fn configuration() -> Configuration {
    let pack = UsedPack {
        source: "github:acme/house@v1.4.0".into(),
        name: "acme/house".into(),
        version: Some("1.4.0".into()),
        licence: Some("MIT".into()),
        commit: Some("89abcdef0123456789abcdef0123456789abcdef".into()),
        digest: Some(format!("sha256:{}", "0".repeat(64))),
        rules: 12,
    };
    Configuration {
        file: Some("straplock.toml".into()),
        commit: Some("0123456789abcdef0123456789abcdef01234567".into()),
        origin: "the base commit".into(),
        side: Some(crate::finding::Side::Base),
        packs: vec![pack],
    }
}

/// The view of the full report.
pub(crate) const VIEW: &str = "class OrderSearch(View):\n    def get(self, request):\n        q = self.request.GET.get(\"q\", \"\")\n        log(q)\n\n        where = f\"title LIKE '%{q}%'\"\n        return Order.objects.raw(\"SELECT * FROM orders_order WHERE \" + where)\n\n\n    token = md5(user.email)\n";

/// One of everything, as a comparison.
pub(crate) fn full() -> Report {
    let files = files(&[("shop/orders/views.py", VIEW), ("templates/order.html", "<p>{{ note|safe }}</p>\n")]);
    let sql = Arc::new(rule("sql-injection", Severity::High));
    let output = Arc::new(rule("unescaped-output", Severity::Medium));
    let hash = Arc::new(Rule { profile: Profile::Audit, ..rule("weak-hash", Severity::Low) });
    let at = |needle: &str| place(&files, "shop/orders/views.py", needle);
    let argument = "\"SELECT * FROM orders_order WHERE \" + where";
    let step = |needle: &str, text: &str| Label { location: at(needle), text: text.into() };
    let mut raw = finding(&sql, at(argument), "`q` from the query string reaches raw SQL in OrderSearch.get");
    raw.scope = "OrderSearch.get".into();
    raw.trace = vec![
        step("self.request.GET.get(\"q\", \"\")", "comes from the request"),
        step("f\"title LIKE '%{q}%'\"", "placed in the SQL text"),
        step(argument, "executed"),
    ];
    raw.fix = Some(Fix {
        location: at("Order.objects.raw(\"SELECT * FROM orders_order WHERE \" + where)"),
        replacement: "Order.objects.raw(\"SELECT * FROM orders_order WHERE title LIKE %s\", [f\"%{q}%\"])".into(),
        safety: Safety::Review,
    });
    let mut safe = finding(&output, place(&files, "templates/order.html", "note|safe"), "`note` is shown without escaping");
    safe.disposition = Disposition::Suppressed { reason: "sanitised in Note.save()".into() };
    let mut old = finding(&output, place(&files, "templates/order.html", "note"), "`note` is marked safe");
    old.disposition = Disposition::OutsideDiff;
    let mut quiet = finding(&hash, at("md5(user.email)"), "md5 makes a guessable token");
    quiet.disposition = Disposition::BelowThreshold;
    let gone = finding(&sql, at("log(q)"), "`q` reached raw SQL in log");
    let mut report = bare(&files, vec![raw, quiet, old, safe]);
    report.fixed = vec![gone];
    report.comparison = Some(Comparison {
        base: "main".into(),
        base_commit: "0123456789abcdef0123456789abcdef01234567".into(),
        head_commit: Some("89abcdef0123456789abcdef0123456789abcdef".into()),
        changed_files: 3,
    });
    report.notifications = vec![
        Notification::file(
            "shop/broken.py",
            NotificationKind::Syntax,
            NotificationLevel::Incomplete,
            "Expected `:` after the condition; what parsed was analysed.",
        )
        .at(4, 12),
        Notification::scan(NotificationKind::Suppression, NotificationLevel::Note, "One suppression is not needed any more."),
    ];
    report.coverage.incomplete = 1;
    report
}
