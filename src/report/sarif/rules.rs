//! Rules as GitHub shows them: names, descriptions, help, tags.

use serde_sarif::sarif::{MultiformatMessageString, PropertyBag, ReportingConfiguration, ReportingDescriptor};

use super::preflight;
use super::values::{level, precision, security_severity, value};
use crate::files::Language;
use crate::report::{escape, phrase};
use crate::rule::{Rule, Severity};

/// One entry of `rules`.
pub(super) fn descriptor(rule: &Rule) -> ReportingDescriptor {
    ReportingDescriptor::builder()
        .id(rule.id.to_string())
        .name(name(&rule.id))
        .short_description(text(&title(rule)))
        .full_description(text(&description(rule)))
        .default_configuration(ReportingConfiguration::builder().level(value(level(rule.severity))).build())
        .help(MultiformatMessageString::builder().text(help(rule)).markdown(help_markdown(rule)).build())
        .properties(properties(rule))
        .build()
}

fn text(text: &str) -> MultiformatMessageString {
    MultiformatMessageString::builder().text(preflight::shorten(text, preflight::DESCRIPTION)).build()
}

/// `sql-injection` as `SqlInjection`.
fn name(id: &str) -> String {
    let mut out = String::new();
    for word in id.split(|character: char| !character.is_alphanumeric()).filter(|word| !word.is_empty()) {
        let mut characters = word.chars();
        out.extend(characters.next().into_iter().flat_map(char::to_uppercase));
        out.push_str(characters.as_str());
    }
    let name = if out.is_empty() { "Rule".to_owned() } else { out };
    preflight::shorten(&name, preflight::NAME)
}

/// The rule's sentence where it speaks of no particular code; otherwise the first sentence of why, otherwise its id as words.
fn title(rule: &Rule) -> String {
    let message = rule.message.trim();
    let why = phrase::first_sentence(&rule.docs.why);
    if !message.is_empty() && !message.contains('$') {
        return phrase::first_sentence(message).to_owned();
    }
    if !why.is_empty() {
        return why.to_owned();
    }
    let words = rule.id.replace(['-', '_', '.'], " ");
    let mut characters = words.chars();
    let first: String = characters.next().into_iter().flat_map(char::to_uppercase).collect();
    first + characters.as_str()
}

fn description(rule: &Rule) -> String {
    let why = rule.docs.why.trim();
    if why.is_empty() { title(rule) } else { why.to_owned() }
}

fn help(rule: &Rule) -> String {
    let mut parts = vec![description(rule)];
    if !rule.docs.how.trim().is_empty() {
        parts.push(format!("To mend it: {}", rule.docs.how.trim()));
    }
    parts.push(format!("To accept one place, write above it: {}", phrase::suppression(&rule.id, Language::Python)));
    if !rule.metadata.references.is_empty() {
        parts.push(format!("Read on: {}", rule.metadata.references.join(", ")));
    }
    parts.join("\n\n")
}

/// The rule's own words may be Markdown: rules are chosen by the user, as code is not.
fn help_markdown(rule: &Rule) -> String {
    let mut out = format!("{}\n", description(rule));
    if !rule.docs.how.trim().is_empty() {
        out.push_str(&format!("\n## How to mend it\n\n{}\n", rule.docs.how.trim()));
    }
    let comment = phrase::suppression(&rule.id, Language::Python);
    out.push_str(&format!("\n## How to accept one place\n\nIn the line above it, with a reason:\n\n```python\n{comment}\n```\n"));
    let numbers = rule.metadata.cwe.iter().filter_map(|cwe| Some((cwe, cwe_number(cwe)?)));
    let mut links: Vec<_> = numbers
        .map(|(cwe, number)| format!("- [{}](https://cwe.mitre.org/data/definitions/{number}.html)", escape::markdown(cwe)))
        .collect();
    links.extend(rule.metadata.references.iter().filter(|link| is_link(link)).map(|link| format!("- <{link}>")));
    if !links.is_empty() {
        out.push_str(&format!("\n## Read on\n\n{}\n", links.join("\n")));
    }
    out
}

fn is_link(text: &str) -> bool {
    let safe = |character: char| character.is_ascii_graphic() && !matches!(character, '<' | '>' | '"' | '`' | '\\');
    text.starts_with("https://") && text.chars().all(safe)
}

/// `CWE-89` and `CWE-89: …` as 89.
fn cwe_number(cwe: &str) -> Option<u32> {
    let rest = cwe.trim().strip_prefix("CWE-")?;
    rest.split(|character: char| !character.is_ascii_digit()).next()?.parse().ok()
}

fn properties(rule: &Rule) -> PropertyBag {
    let mut more = std::collections::BTreeMap::from([("precision".to_owned(), value(precision(rule.confidence)))]);
    match security_severity(rule.severity) {
        Some(number) => more.insert("security-severity".to_owned(), value(number)),
        None => more.insert("problem.severity".to_owned(), value("recommendation")),
    };
    PropertyBag::builder().tags(tags(rule)).additional_properties(more).build()
}

/// `security` first: GitHub keeps ten.
fn tags(rule: &Rule) -> Vec<String> {
    let mut tags = Vec::new();
    if rule.severity != Severity::Info {
        tags.push("security".to_owned());
    }
    tags.extend(rule.metadata.cwe.iter().filter_map(|cwe| Some(format!("external/cwe/cwe-{}", cwe_number(cwe)?))));
    let owasp = rule.metadata.owasp.iter().map(|category| format!("external/owasp/{}", slug(category)));
    tags.extend(owasp.filter(|tag| tag.len() > "external/owasp/".len()));
    tags.extend(rule.metadata.technology.iter().map(|word| slug(word)).filter(|word| !word.is_empty()));
    let mut seen = std::collections::BTreeSet::new();
    tags.retain(|tag| seen.insert(tag.clone()));
    tags.truncate(preflight::TAGS);
    tags
}

fn slug(text: &str) -> String {
    let words = text.split(|character: char| !character.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    words.take(2).collect::<Vec<_>>().join("-").to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixture;

    #[test]
    fn names_and_titles_speak_of_no_code() {
        assert_eq!(name("python.django.sql-injection"), "PythonDjangoSqlInjection");
        assert_eq!(name("---"), "Rule");
        let mut rule = fixture::rule("sql-injection", Severity::High);
        assert_eq!(title(&rule), "Text from the request reaches raw SQL");
        rule.message = "`$X` reaches raw SQL".into();
        assert_eq!(title(&rule), "The database runs what the request says.");
        rule.docs.why = String::new();
        assert_eq!(title(&rule), "Sql injection");
    }

    #[test]
    fn tags_are_few_and_plain() {
        let mut rule = fixture::rule("x", Severity::High);
        rule.metadata.cwe = vec!["CWE-89: Something".into(), "CWE-89".into(), "none".into()];
        rule.metadata.owasp = vec!["A03:2021 - Injection".into()];
        assert_eq!(tags(&rule), ["security", "external/cwe/cwe-89", "external/owasp/a03-2021", "django"]);
        rule.severity = Severity::Info;
        rule.metadata.technology = (0..30).map(|number| format!("t{number}")).collect();
        assert_eq!(tags(&rule).len(), preflight::TAGS);
        assert_eq!(properties(&rule).additional_properties.keys().collect::<Vec<_>>(), ["precision", "problem.severity"]);
    }
}
