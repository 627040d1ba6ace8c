//! What `straplock ci` was told: flags, and the Action's inputs behind them. A flag wins over the input of its name.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use serde_json::{Map, Value};

use crate::args::{FailOn, ProfileArg};
use crate::exit::Failure;

/// Scan what a GitHub Actions run is about, fail when the change adds danger, and upload to code scanning
///
/// Reads the event from the runner's variables: a pull request is compared with the commit it is merged into, which is
/// fetched when it is missing; a push, a schedule and a manual run are scanned whole. Flags have the names of the Action's
/// inputs (docs/action.md) and win over them.
///
/// Elsewhere, use `straplock scan --diff BASE`.
#[derive(Debug, Clone, Default, Args)]
pub(crate) struct Ci {
    /// Files and folders to scan, relative to --working-directory
    #[arg(value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,
    /// Folder of the Django project, relative to the repository's root
    #[arg(long, value_name = "FOLDER")]
    pub(crate) working_directory: Option<PathBuf>,
    /// Add a rule file or a folder of them, relative to the repository's root (repeatable)
    #[arg(long, value_name = "PATH")]
    pub(crate) rules: Vec<PathBuf>,
    /// Run only the rules of --rules
    #[arg(long, value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    pub(crate) only_rules: Option<bool>,
    /// How much noise is welcome [default: review]
    #[arg(long, value_enum)]
    pub(crate) profile: Option<ProfileArg>,
    /// Compare with where the history parted from this, instead of what the event says
    #[arg(long, value_name = "REVISION")]
    pub(crate) base: Option<String>,
    /// Fail at this severity or more [default: high]
    #[arg(long, value_enum, value_name = "SEVERITY")]
    pub(crate) fail_on: Option<FailOn>,
    /// Which findings can fail the job [default: new where there is a base, else all]
    #[arg(long, value_enum, value_name = "SCOPE")]
    pub(crate) fail_scope: Option<Scope>,
    /// Exit with 4 when nothing could be uploaded
    #[arg(long, value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    pub(crate) fail_on_upload: Option<bool>,
    /// Exit with 0 or 1 even when something could not be analysed
    #[arg(long, value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    pub(crate) allow_incomplete: Option<bool>,
    /// Upload to code scanning [default: auto]
    #[arg(long, value_enum, value_name = "WHEN")]
    pub(crate) upload: Option<When>,
    /// Wait until GitHub has processed the upload [default: true]
    #[arg(long, value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    pub(crate) wait_for_processing: Option<bool>,
    /// Part of the repository these results are about
    #[arg(long, value_name = "NAME")]
    pub(crate) category: Option<String>,
    /// What to do when the results exceed GitHub's limits [default: trim]
    #[arg(long, value_enum, value_name = "WAY")]
    pub(crate) on_limit: Option<OnLimit>,
    /// Annotate the log [default: auto, where no alert is shown]
    #[arg(long, value_enum, value_name = "WHEN")]
    pub(crate) annotations: Option<When>,
    /// Write the job summary [default: true]
    #[arg(long, value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    pub(crate) summary: Option<bool>,
    /// Make no network connection at all
    #[arg(long, value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    pub(crate) offline: Option<bool>,
}

/// A choice that the event may decide.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum When {
    /// As the event suggests
    Auto,
    /// Wherever it is possible
    Always,
    /// Not at all
    Never,
}

/// Which findings can fail the job.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Scope {
    /// Those that the change introduced
    New,
    /// Any
    All,
}

/// What to do when the results exceed GitHub's limits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum OnLimit {
    /// Leave out the least severe
    Trim,
    /// Upload nothing and exit with 4
    Fail,
}

/// Inputs that are the installer's business, and the token, which comes in a variable of its own.
const NOT_OURS: [&str; 5] = ["token", "version", "checksum", "binary-path", "download-url"];

/// Inputs that we read, in the order of `action.yml`.
const OURS: [&str; 17] = [
    "paths",
    "working-directory",
    "rules",
    "only-rules",
    "profile",
    "base",
    "fail-on",
    "fail-scope",
    "fail-on-upload",
    "allow-incomplete",
    "upload",
    "wait-for-processing",
    "category",
    "on-limit",
    "annotations",
    "summary",
    "offline",
];

impl Ci {
    /// Fills what no flag said from `json`, the Action's inputs as `toJSON(inputs)` writes them. All mistakes are told at once.
    pub(crate) fn filled_from(mut self, json: Option<&str>) -> Result<Self, Failure> {
        let mut mistakes = Vec::new();
        for (name, value) in inputs(json.unwrap_or("{}"))? {
            let result = match value.as_str().map(str::trim) {
                // GitHub hands on an empty text for what was not set.
                Some("") => known(&name),
                Some(text) => self.fill(&name, text),
                None => Err(format!("the input `{name}` is not a text")),
            };
            mistakes.extend(result.err());
        }
        mistakes.extend(self.unfit_category());
        if mistakes.is_empty() { Ok(self) } else { Err(Failure::usage(anyhow::anyhow!(mistakes.join("\n  ")))) }
    }

    fn fill(&mut self, name: &str, text: &str) -> Result<(), String> {
        match name {
            "paths" => fill_list(&mut self.paths, text),
            "working-directory" => drop(self.working_directory.get_or_insert_with(|| PathBuf::from(text))),
            "rules" => fill_list(&mut self.rules, text),
            "only-rules" => fill_switch(&mut self.only_rules, name, text)?,
            "profile" => fill_choice(&mut self.profile, name, text)?,
            "base" => drop(self.base.get_or_insert_with(|| text.to_owned())),
            "fail-on" => fill_choice(&mut self.fail_on, name, text)?,
            "fail-scope" => fill_choice(&mut self.fail_scope, name, text)?,
            "fail-on-upload" => fill_switch(&mut self.fail_on_upload, name, text)?,
            "allow-incomplete" => fill_switch(&mut self.allow_incomplete, name, text)?,
            "upload" => fill_choice(&mut self.upload, name, text)?,
            "wait-for-processing" => fill_switch(&mut self.wait_for_processing, name, text)?,
            "category" => drop(self.category.get_or_insert_with(|| text.to_owned())),
            "on-limit" => fill_choice(&mut self.on_limit, name, text)?,
            "annotations" => fill_choice(&mut self.annotations, name, text)?,
            "summary" => fill_switch(&mut self.summary, name, text)?,
            "offline" => fill_switch(&mut self.offline, name, text)?,
            _ => known(name)?,
        }
        Ok(())
    }

    /// GitHub reads the category up to the last slash, and alerts hang on it for ever.
    fn unfit_category(&self) -> Option<String> {
        let category = self.category.as_deref()?;
        let fits = |character: char| character.is_ascii_alphanumeric() || matches!(character, '-' | '_' | '.' | '/');
        let fit = category.len() <= 100 && category.chars().all(fits) && !category.starts_with('/') && !category.ends_with('/');
        (!fit).then(|| "the category may hold letters, digits, `-`, `_`, `.` and `/` between them, 100 at most; name it after the part of the repository".to_owned())
    }
}

fn inputs(json: &str) -> Result<Map<String, Value>, Failure> {
    serde_json::from_str(json).map_err(|error| {
        let place = format!("line {}, column {}", error.line(), error.column());
        Failure::usage(anyhow::anyhow!("STRAPLOCK_INPUTS is not the JSON object that `toJSON(inputs)` writes ({place})"))
            .help("leave the variable to the Action, or remove it and use flags")
    })
}

fn known(name: &str) -> Result<(), String> {
    if OURS.contains(&name) || NOT_OURS.contains(&name) { Ok(()) } else { Err(unknown(name)) }
}

fn unknown(name: &str) -> String {
    let shown: String = name.chars().filter(|character| !character.is_control()).take(60).collect();
    let nearest = OURS.iter().chain(&NOT_OURS).map(|known| (strsim::damerau_levenshtein(&shown, known), *known)).min();
    match nearest {
        Some((distance, known)) if distance <= 3.max(known.len() / 3) => {
            format!("the Action has no input `{shown}`; did you mean `{known}`?")
        }
        _ => format!("the Action has no input `{shown}`; it has {}", OURS.join(", ")),
    }
}

fn fill_list(list: &mut Vec<PathBuf>, text: &str) {
    if list.is_empty() {
        *list = text.lines().map(str::trim).filter(|line| !line.is_empty()).map(PathBuf::from).collect();
    }
}

fn fill_switch(switch: &mut Option<bool>, name: &str, text: &str) -> Result<(), String> {
    let value = match text {
        "true" => true,
        "false" => false,
        _ => return Err(wrong(name, text, &["true", "false"])),
    };
    switch.get_or_insert(value);
    Ok(())
}

fn fill_choice<T: ValueEnum>(choice: &mut Option<T>, name: &str, text: &str) -> Result<(), String> {
    let words =
        || T::value_variants().iter().filter_map(ValueEnum::to_possible_value).map(|value| value.get_name().to_owned()).collect::<Vec<_>>();
    let value = T::from_str(text, false).map_err(|_| wrong(name, text, &words()))?;
    choice.get_or_insert(value);
    Ok(())
}

fn wrong(name: &str, text: &str, words: &[impl AsRef<str>]) -> String {
    let shown: String = text.chars().filter(|character| !character.is_control()).take(60).collect();
    let words = words.iter().map(|word| format!("`{}`", word.as_ref())).collect::<Vec<_>>().join(", ");
    format!("the input `{name}` is `{shown}`, but may be {words}")
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::{Ci, OURS, When};
    use crate::args::FailOn;

    fn error(json: &str) -> String {
        let failure = Ci::default().filled_from(Some(json)).expect_err("a mistake");
        assert_eq!(failure.exit.code(), 2);
        format!("{:#}", failure.error)
    }

    #[test]
    fn inputs_fill_what_no_flag_said() {
        let flags = Ci { fail_on: Some(FailOn::Low), ..Ci::default() };
        let json = r#"{"paths":" shop/a b \r\n\n billing\n","fail-on":"critical","upload":"never","offline":"true","base":"","token":"","version":"1"}"#;
        let ci = flags.filled_from(Some(json)).expect("inputs");
        assert_eq!(ci.paths, [PathBuf::from("shop/a b"), PathBuf::from("billing")]);
        assert_eq!((ci.fail_on, ci.upload, ci.offline, ci.base), (Some(FailOn::Low), Some(When::Never), Some(true), None));
        assert!(Ci::default().filled_from(None).is_ok());
    }

    #[test]
    fn every_input_of_the_action_is_known() {
        let declared = include_str!("../../../../../action.yml");
        let inputs = declared.split("\noutputs:").next().expect("a first part");
        let names = inputs.lines().filter_map(|line| line.strip_prefix("  ")?.strip_suffix(':')).filter(|name| !name.starts_with(' '));
        let names: Vec<_> = names.collect();
        for name in OURS {
            assert!(names.contains(&name), "{name} is an input of action.yml");
        }
        for name in names {
            let json = serde_json::json!({ name: "" }).to_string();
            assert!(Ci::default().filled_from(Some(&json)).is_ok(), "{name} is known");
        }
    }

    #[test]
    fn mistakes_are_told_at_once_with_what_was_meant() {
        insta::assert_snapshot!(error(r#"{"fial-on":"low","fail-on":"hihg","offline":"yes","pahts":"","category":"/x","zzzzzzzzzzzzzzz":"1"}"#), @r"
        the Action has no input `fial-on`; did you mean `fail-on`?
          the input `fail-on` is `hihg`, but may be `never`, `info`, `low`, `medium`, `high`, `critical`
          the input `offline` is `yes`, but may be `true`, `false`
          the Action has no input `pahts`; did you mean `paths`?
          the Action has no input `zzzzzzzzzzzzzzz`; it has paths, working-directory, rules, only-rules, profile, base, fail-on, fail-scope, fail-on-upload, allow-incomplete, upload, wait-for-processing, category, on-limit, annotations, summary, offline
          the category may hold letters, digits, `-`, `_`, `.` and `/` between them, 100 at most; name it after the part of the repository
        ");
        insta::assert_snapshot!(error(r#"{"fail-on": 3}"#), @"the input `fail-on` is not a text");
        insta::assert_snapshot!(error("[]"), @"STRAPLOCK_INPUTS is not the JSON object that `toJSON(inputs)` writes (line 1, column 0)");
        insta::assert_snapshot!(error("{"), @"STRAPLOCK_INPUTS is not the JSON object that `toJSON(inputs)` writes (line 1, column 1)");
    }
}
