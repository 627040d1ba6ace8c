//! What packs and the project change in rules: left out, another severity, other paths. What a pack locks stays locked.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::source::Source;
use super::{Assembled, Pack};
use crate::rule::{
    Code, Confidence, Diagnostic, Fate, Override, OverridePlace, PathGlob, Profile, Rule, RulePack, RuleSet, Severity, nearest,
};

/// A rule's id, or a glob of ids, and where it is named.
#[derive(Debug, Clone)]
pub struct Named {
    /// As written.
    pub text: String,
    /// Where.
    pub place: OverridePlace,
}

/// What a project changes in rules.
#[derive(Debug, Clone, Default)]
pub struct Layer {
    /// Rules that do not run.
    pub disable: Vec<Named>,
    /// Other severities and so on.
    pub overrides: Vec<Override>,
    /// Files in which some rules do not look.
    pub per_file: Vec<(PathGlob, Vec<Named>)>,
}

/// What becomes of one rule.
#[derive(Debug, Default)]
struct Change {
    drop: bool,
    severity: Option<Severity>,
    confidence: Option<Confidence>,
    profile: Option<Profile>,
    locked: Option<bool>,
    exclude: Vec<PathGlob>,
}

/// A rule before anything changes.
struct Known {
    /// The number of its pack; none for built-in rules and those named on the command line.
    pack: Option<usize>,
    built_in: bool,
    severity: Severity,
    profile: Profile,
    /// Who locked it.
    held: Option<String>,
}

/// Changes `rules` as the packs say, from those that others stand on to those that stand on them, then as the project says.
pub fn adjust(rules: RuleSet, assembled: &Assembled, layer: &Layer, diagnostics: &mut Vec<Diagnostic>) -> RuleSet {
    let owners = owners(&assembled.packs);
    let rules = named_after(rules, &assembled.packs, &owners);
    let mut adjuster = Adjuster { known: known(&rules, &assembled.packs, &owners), changes: BTreeMap::new(), diagnostics };
    adjuster.excepted(assembled);
    for (at, pack) in assembled.packs.iter().enumerate() {
        let reach = reach(at, &assembled.packs);
        adjuster.pack(pack, &reach);
    }
    adjuster.project(layer);
    let changes = adjuster.changes;
    if changes.is_empty() {
        return rules;
    }
    rules.adjusted(|rule| changes.get(&*rule.id).map_or(Fate::Kept, |change| change.apply(rule)))
}

/// Each rule file's pack, by its number.
fn owners(packs: &[Pack]) -> BTreeMap<&str, usize> {
    packs.iter().enumerate().flat_map(|(at, pack)| pack.files.iter().map(move |file| (&*file.path, at))).collect()
}

/// The rules of packs, each with what its pack says about all of them.
fn named_after(rules: RuleSet, packs: &[Pack], owners: &BTreeMap<&str, usize>) -> RuleSet {
    if packs.is_empty() {
        return rules;
    }
    let said: Vec<Arc<RulePack>> = packs
        .iter()
        .map(|pack| Arc::new(RulePack { name: pack.name.clone(), licence: pack.licence.clone(), django: pack.django.clone() }))
        .collect();
    rules.adjusted(|rule| {
        if !rule.origin.built_in {
            rule.origin.pack = owners.get(&*rule.origin.file).map(|at| Arc::clone(&said[*at]));
        }
        Fate::Kept
    })
}

fn known(rules: &RuleSet, packs: &[Pack], owners: &BTreeMap<&str, usize>) -> BTreeMap<String, Known> {
    let one = |rule: &Arc<Rule>| {
        let pack = owners.get(&*rule.origin.file).copied().filter(|_| !rule.origin.built_in);
        let held = rule.locked.then(|| pack.map_or_else(|| "its own file".to_owned(), |at| format!("the pack `{}`", packs[at].name)));
        let known = Known { pack, built_in: rule.origin.built_in, severity: rule.severity, profile: rule.profile, held };
        (rule.id.to_string(), known)
    };
    rules.iter().map(one).collect()
}

/// The packs whose rules a pack may change: its own, and those it stands on. The built-in ones are `None`.
fn reach(of: usize, packs: &[Pack]) -> BTreeSet<Option<usize>> {
    let mut reached = BTreeSet::from([Some(of)]);
    let mut queue = vec![of];
    while let Some(at) = queue.pop() {
        for source in &packs[at].extends {
            if *source == Source::BuiltIn {
                reached.insert(None);
            } else if let Some(other) = packs.iter().position(|pack| pack.source == *source)
                && reached.insert(Some(other))
            {
                queue.push(other);
            }
        }
    }
    reached
}

struct Adjuster<'d> {
    known: BTreeMap<String, Known>,
    changes: BTreeMap<String, Change>,
    diagnostics: &'d mut Vec<Diagnostic>,
}

impl Adjuster<'_> {
    fn change(&mut self, id: &str) -> &mut Change {
        self.changes.entry(id.to_owned()).or_default()
    }

    fn excepted(&mut self, assembled: &Assembled) {
        let out = |id: &String, known: &Known| match known.pack {
            Some(at) => assembled.packs[at].except.contains(id),
            None => known.built_in && assembled.built_in_except.contains(id),
        };
        let dropped: Vec<String> = self.known.iter().filter(|(id, known)| out(id, known)).map(|(id, _)| id.clone()).collect();
        for id in dropped {
            self.change(&id).drop = true;
        }
    }

    fn pack(&mut self, pack: &Pack, reach: &BTreeSet<Option<usize>>) {
        for over in &pack.overrides {
            let mine = self.known.get(&over.rule).filter(|known| match known.pack {
                None => known.built_in && reach.contains(&None),
                at => reach.contains(&at),
            });
            if mine.is_none() {
                self.unknown(&over.rule, &over.place, "of this pack, or of a pack that it extends");
                continue;
            }
            if self.relaxes(over) {
                continue;
            }
            self.put(over);
            if over.locked == Some(true)
                && let Some(known) = self.known.get_mut(&over.rule)
            {
                known.held = Some(format!("the pack `{}`", pack.name));
            }
        }
    }

    fn put(&mut self, over: &Override) {
        if let Some(known) = self.known.get_mut(&over.rule) {
            known.severity = over.severity.unwrap_or(known.severity);
            known.profile = over.profile.unwrap_or(known.profile);
        }
        let change = self.change(&over.rule);
        change.severity = over.severity.or(change.severity);
        change.confidence = over.confidence.or(change.confidence);
        change.profile = over.profile.or(change.profile);
        change.locked = over.locked.or(change.locked);
        change.exclude.extend(over.exclude.iter().cloned());
    }

    /// Whether a change would weaken a locked rule; then it is told.
    fn relaxes(&mut self, over: &Override) -> bool {
        let Some(Known { held: Some(who), severity, profile, .. }) = self.known.get(&over.rule) else { return false };
        let what = if over.severity.is_some_and(|new| new < *severity) {
            "be less severe"
        } else if over.profile.is_some_and(|new| new > *profile) {
            "be shown less often"
        } else if !over.exclude.is_empty() {
            "leave files out"
        } else if over.locked == Some(false) {
            "be unlocked"
        } else {
            return false;
        };
        let message = format!("`{}` is locked by {who}, so it cannot {what} here", over.rule);
        self.diagnostics.push(over.place.error(Code::BadSelection, message));
        true
    }

    fn project(&mut self, layer: &Layer) {
        for over in &layer.overrides {
            if !self.known.contains_key(&over.rule) {
                self.unknown(&over.rule, &over.place, "that this project runs");
            } else if !self.relaxes(over) {
                self.put(over);
            }
        }
        for named in &layer.disable {
            for id in self.named(named, "be switched off") {
                self.change(&id).drop = true;
            }
        }
        for (glob, rules) in &layer.per_file {
            for named in rules {
                for id in self.named(named, "leave files out") {
                    self.change(&id).exclude.push(glob.clone());
                }
            }
        }
    }

    /// The rules that an id or a glob names, without locked ones, which are told where they are named one by one.
    fn named(&mut self, named: &Named, what: &str) -> Vec<String> {
        let Ok(glob) = PathGlob::new(&named.text) else {
            let message = format!("`{}` is neither a rule's id nor a glob of ids", named.text);
            self.diagnostics.push(named.place.error(Code::BadGlob, message));
            return Vec::new();
        };
        let (held, free): (Vec<_>, Vec<_>) =
            self.known.iter().filter(|(id, _)| glob.matches(id)).partition(|(_, known)| known.held.is_some());
        let free: Vec<String> = free.into_iter().map(|(id, _)| id.clone()).collect();
        match held.first() {
            Some((id, Known { held: Some(who), .. })) if !named.text.contains('*') => {
                let message = format!("`{id}` is locked by {who}, so it cannot {what} here");
                self.diagnostics.push(named.place.error(Code::BadSelection, message));
            }
            Some(_) => {}
            None if free.is_empty() => self.unknown(&named.text, &named.place, "that this project runs"),
            None => {}
        }
        free
    }

    fn unknown(&mut self, id: &str, place: &OverridePlace, whose: &str) {
        let OverridePlace { source, span } = place;
        let message = format!("`{id}` is no rule {whose}");
        let help = nearest(id, self.known.keys().map(String::as_str)).filter(|help| help.starts_with("did"));
        let help = help.unwrap_or_else(|| "`straplock rules list` shows the built-in rules, `straplock pack list` the packs".to_owned());
        self.diagnostics.push(Diagnostic::warning(Code::BadSelection, source, span.clone(), message).help(help));
    }
}

impl Change {
    fn apply(&self, rule: &mut Rule) -> Fate {
        if self.drop {
            return Fate::Dropped;
        }
        rule.severity = self.severity.unwrap_or(rule.severity);
        rule.confidence = self.confidence.unwrap_or(rule.confidence);
        rule.profile = self.profile.unwrap_or(rule.profile);
        rule.locked = self.locked.unwrap_or(rule.locked);
        rule.paths.exclude.extend(self.exclude.iter().cloned());
        Fate::Kept
    }
}
