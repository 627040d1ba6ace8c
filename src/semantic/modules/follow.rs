//! From a dotted path to what it stands for: through imports, aliases, `*` and `__init__.py`, as far as the project's files say.

use rustc_hash::FxHashSet;

use super::summary::Export;
use super::{Modules, Path, Source, Summary};
use crate::semantic::Constant;

/// Steps that one path may take.
const MAX_STEPS: usize = 32;
/// More `from x import *` of one module, and more modules behind one of them, are not looked through for a name.
const MAX_STARS: usize = 16;
/// More paths of one name are not kept.
const MAX_PATHS: usize = 8;
/// More classes above one class are not followed.
const MAX_CLASSES: usize = 64;

impl Modules {
    /// Whether a path may begin in this project.
    pub(in crate::semantic) fn knows(&self, path: &[Box<str>]) -> bool {
        path.first().is_some_and(|top| self.tops.contains(top))
    }

    /// What an import of `from` means, from the top package; none for one that climbs out of all packages.
    pub(in crate::semantic) fn absolute(&self, from: u32, source: &Source) -> Option<Path> {
        if source.level == 0 {
            return Some(source.path.clone());
        }
        let module = &self.items[from as usize];
        let up = source.level as usize - usize::from(module.is_package);
        let package = module.name.len().checked_sub(up)?;
        Some(module.name[..package].iter().chain(&source.path).cloned().collect())
    }

    /// The other paths that `path`, said in module `from`, has: one for each import or alias on the way.
    pub(in crate::semantic) fn expand(&self, from: u32, path: &[Box<str>]) -> Vec<Path> {
        let mut found: Vec<Path> = Vec::new();
        if !self.knows(path) {
            return found;
        }
        let mut next = self.step(from, path);
        for _ in 0..MAX_STEPS {
            if found.len() >= MAX_PATHS {
                break;
            }
            let Some(one) = next.pop() else { break };
            if *one == *path || found.contains(&one) {
                continue;
            }
            next.extend(self.step(from, &one));
            found.push(one);
        }
        found
    }

    /// One step: what the first name behind the module stands for there.
    fn step(&self, from: u32, path: &[Box<str>]) -> Vec<Path> {
        let Some((at, behind)) = self.locate(from, path) else { return Vec::new() };
        let [name, rest @ ..] = behind else { return Vec::new() };
        let module = &self.items[at as usize];
        let join = |front: &[Box<str>]| -> Path { front.iter().chain(rest).cloned().collect() };
        if let Some(exports) = module.summary.names.get(name) {
            let meant = exports.iter().filter_map(|export| match export {
                Export::Imported(source) => self.absolute(at, source).map(|path| join(&path)),
                Export::Alias(chain) => Some(join(&self.inside(at, chain))),
                Export::Class(_) | Export::Function(_) | Export::Value(..) => None,
            });
            return meant.collect();
        }
        let stars = module.summary.stars.iter().take(MAX_STARS).filter_map(|star| self.absolute(at, star));
        stars.filter(|star| self.offers(at, star, name)).map(|star| star.iter().chain(behind).cloned().collect()).collect()
    }

    /// What a chain of names of module `at` is called from outside; a name that the module does not have is a builtin.
    pub(in crate::semantic) fn inside(&self, at: u32, chain: &[Box<str>]) -> Path {
        let module = &self.items[at as usize];
        let own = chain.first().is_some_and(|name| module.summary.names.contains_key(name)) || !module.summary.stars.is_empty();
        let front = if own { &module.name[..] } else { &[] };
        front.iter().chain(chain).cloned().collect()
    }

    /// Whether `from star import *` may bring `name`: always, if the module is none of the project's.
    fn offers(&self, from: u32, star: &[Box<str>], name: &str) -> bool {
        let mut left = vec![(from, Path::from(star))];
        let mut seen = FxHashSet::default();
        while let Some((from, star)) = left.pop().filter(|_| seen.len() < MAX_STARS) {
            let Some(at) = self.whole(from, &star) else { return true };
            if !seen.insert(at) {
                continue;
            }
            let summary = &self.items[at as usize].summary;
            let public = summary.all.as_ref().map_or(!name.starts_with('_'), |all| all.iter().any(|one| **one == *name));
            if public && summary.names.contains_key(name) {
                return true;
            }
            if public {
                left.extend(summary.stars.iter().take(MAX_STARS).filter_map(|star| Some((at, self.absolute(at, star)?))));
            }
        }
        false
    }

    /// Modules outside of the project of which module `at` imports everything, directly or through others: `path` from `source`.
    pub(in crate::semantic) fn outer_stars(&self, from: u32, source: &Source) -> Vec<Path> {
        let mut found = Vec::new();
        let mut left: Vec<_> = self.absolute(from, source).map(|path| (from, path)).into_iter().collect();
        let mut seen = FxHashSet::default();
        while let Some((from, path)) = left.pop().filter(|_| seen.len() < MAX_STEPS) {
            match self.whole(from, &path) {
                None => found.push(path),
                Some(at) if seen.insert(at) => {
                    let summary = &self.items[at as usize].summary;
                    // With `__all__` only what it names comes along.
                    if summary.all.is_none() {
                        left.extend(summary.stars.iter().filter_map(|star| Some((at, self.absolute(at, star)?))));
                    }
                }
                Some(_) => {}
            }
        }
        found
    }

    /// Paths of `name` through `from source import *` in module `from`, if the project has that module.
    pub(in crate::semantic) fn through_star(&self, from: u32, source: &Source, name: &str) -> Vec<Path> {
        let Some(star) = self.absolute(from, source) else { return Vec::new() };
        if self.whole(from, &star).is_none() || !self.offers(from, &star, name) {
            return Vec::new();
        }
        let path: Path = star.iter().cloned().chain([name.into()]).collect();
        let mut found = self.expand(from, &path);
        found.insert(0, path);
        found
    }

    /// The module that is `path` and nothing behind it.
    pub(in crate::semantic) fn whole(&self, from: u32, path: &[Box<str>]) -> Option<u32> {
        self.locate(from, path).filter(|(_, behind)| behind.is_empty()).map(|(at, _)| at)
    }

    /// Whether the project has the module `path`, or a module that may bind the name behind it.
    pub(in crate::semantic) fn has(&self, from: u32, path: &[Box<str>]) -> bool {
        match self.locate(from, path) {
            Some((_, [])) => true,
            Some((at, [name, ..])) => {
                let summary = &self.items[at as usize].summary;
                summary.names.contains_key(name) || !summary.stars.is_empty()
            }
            None => false,
        }
    }

    /// The module that `path` begins with, the longest of them, and the names behind it.
    fn locate<'p>(&self, from: u32, path: &'p [Box<str>]) -> Option<(u32, &'p [Box<str>])> {
        if !self.knows(path) {
            return None;
        }
        let joined = path.join(".");
        let mut front = &*joined;
        let mut names = path.len();
        loop {
            if let Some(modules) = self.by_name.get(front) {
                return Some((self.nearest(from, modules)?, &path[names..]));
            }
            front = front.rsplit_once('.')?.0;
            names -= 1;
        }
    }

    /// Of several modules of one name that which shares most of its folder with the one that asks.
    fn nearest(&self, from: u32, modules: &[u32]) -> Option<u32> {
        if let [only] = modules {
            return Some(*only);
        }
        let own = &self.items[from as usize].folder;
        modules.iter().rev().max_by_key(|at| shared(own, &self.items[**at as usize].folder)).copied()
    }

    /// What stands at the end of `path`: the module, and what it binds the name to. Only for paths of one name behind the module.
    fn end(&self, from: u32, path: &[Box<str>]) -> Option<(u32, &[Export], &str)> {
        let (at, [name]) = self.locate(from, path)? else { return None };
        let (key, exports) = self.items[at as usize].summary.names.get_key_value(name)?;
        Some((at, exports, key))
    }

    /// All paths of `path`, itself first.
    pub(in crate::semantic) fn all_paths(&self, from: u32, path: &[Box<str>]) -> Vec<Path> {
        let mut all = self.expand(from, path);
        all.insert(0, path.into());
        all
    }

    /// The paths of the class `path`, and of all classes that it inherits from, as far as the project says.
    pub(in crate::semantic) fn ancestry(&self, from: u32, path: &[Box<str>]) -> Vec<Path> {
        let mut all: Vec<Path> = Vec::new();
        let mut left = vec![(from, Path::from(path))];
        while let Some((from, class)) = left.pop().filter(|_| all.len() < MAX_CLASSES) {
            for one in self.all_paths(from, &class) {
                if all.contains(&one) {
                    continue;
                }
                if let Some((at, exports, _)) = self.end(from, &one) {
                    for export in exports {
                        if let Export::Class(class) = export {
                            left.extend(class.bases.iter().map(|base| (at, self.inside(at, base))));
                        }
                    }
                }
                all.push(one);
            }
        }
        all
    }

    /// Classes that calling `path` gives: itself if it is a class or unknown, what it says to give back if it is a function.
    pub(in crate::semantic) fn made_by(&self, from: u32, path: &[Box<str>]) -> Vec<Path> {
        let mut made = Vec::new();
        for one in self.all_paths(from, path) {
            match self.end(from, &one) {
                Some((at, exports, _)) => {
                    for export in exports {
                        match export {
                            Export::Class(_) => made.push(one.clone()),
                            Export::Function(classes) => made.extend(classes.iter().map(|class| self.inside(at, class))),
                            Export::Imported(_) | Export::Alias(_) | Export::Value(..) => {}
                        }
                    }
                }
                None => made.push(one),
            }
        }
        made.truncate(MAX_CLASSES);
        made
    }

    /// Classes of what `path` is, where its module says: `app = Flask()`.
    pub(in crate::semantic) fn classes_at(&self, from: u32, path: &[Box<str>]) -> Vec<Path> {
        let mut found = Vec::new();
        for one in self.all_paths(from, path) {
            let Some((at, exports, _)) = self.end(from, &one) else { continue };
            for export in exports {
                if let Export::Value(_, classes) = export {
                    found.extend(classes.iter().flat_map(|class| self.made_by(at, &self.inside(at, class))));
                }
            }
        }
        found.truncate(MAX_CLASSES);
        found
    }

    /// The value of the constant `path`: a name of a module, or an attribute of a class there.
    pub(in crate::semantic) fn constant(&self, from: u32, path: &[Box<str>]) -> Option<Constant> {
        for one in self.all_paths(from, path) {
            let Some((at, behind)) = self.locate(from, &one) else { continue };
            let summary = &self.items[at as usize].summary;
            match behind {
                [name] => {
                    if let Some([Export::Value(value, _)]) = summary.names.get(name).map(Vec::as_slice) {
                        return value.clone();
                    }
                }
                [class, attribute] => {
                    if let Some([Export::Class(_)]) = summary.names.get(class).map(Vec::as_slice) {
                        return self.attribute(at, class, attribute);
                    }
                }
                _ => {}
            }
        }
        None
    }

    /// The value of a name of module `at` itself.
    pub(in crate::semantic) fn own_constant(&self, at: u32, name: &str) -> Option<Constant> {
        match self.items[at as usize].summary.names.get(name).map(Vec::as_slice) {
            Some([Export::Value(value, _)]) => value.clone(),
            _ => None,
        }
    }

    /// The value of an attribute of a class of module `at`: its own, or that of the first class above that has it, unless a class
    /// below has another.
    pub(in crate::semantic) fn attribute(&self, at: u32, class: &str, attribute: &str) -> Option<Constant> {
        let own: Path = self.items[at as usize].name.iter().cloned().chain([class.into()]).collect();
        let mut value = None;
        for one in self.ancestry(at, &own) {
            let Some((_, [Export::Class(class)], _)) = self.end(at, &one) else { continue };
            if let Some(known) = class.attributes.get(attribute) {
                value.clone_from(known);
                break;
            }
        }
        let value = value?;
        let overridden = self.below(&own).into_iter().any(|(at, heir)| {
            let exports = self.items[at as usize].summary.names.get(&heir);
            let mut classes = exports.into_iter().flatten().filter_map(|export| match export {
                Export::Class(class) => class.attributes.get(attribute),
                _ => None,
            });
            classes.any(|known| known.as_ref() != Some(&value))
        });
        (!overridden).then_some(value)
    }

    /// Classes that inherit from `path`, at any depth.
    fn below(&self, path: &[Box<str>]) -> Vec<(u32, Box<str>)> {
        let mut found: Vec<(u32, Box<str>)> = Vec::new();
        let mut left = vec![path.join(".")];
        while let Some(name) = left.pop().filter(|_| found.len() < MAX_CLASSES * MAX_STEPS) {
            for (at, heir) in self.heirs.get(&*name).into_iter().flatten() {
                if !found.iter().any(|(known, class)| known == at && class == heir) {
                    found.push((*at, heir.clone()));
                    left.push(format!("{}.{heir}", self.items[*at as usize].name.join(".")));
                }
            }
        }
        found
    }

    /// Tells for each class of the project which classes name it as a base.
    #[expect(clippy::iter_over_hash_type, reason = "the lists are sorted")]
    pub(super) fn find_heirs(&mut self) {
        let mut heirs = rustc_hash::FxHashMap::<Box<str>, Vec<(u32, Box<str>)>>::default();
        for (at, module) in (0u32..).zip(&self.items) {
            for (name, exports) in &module.summary.names {
                let bases = exports.iter().filter_map(|export| match export {
                    Export::Class(class) => Some(&class.bases),
                    _ => None,
                });
                for base in bases.flatten() {
                    for path in self.all_paths(at, &self.inside(at, base)) {
                        if self.knows(&path) {
                            heirs.entry(path.join(".").into()).or_default().push((at, name.clone()));
                        }
                    }
                }
            }
        }
        for list in heirs.values_mut() {
            list.sort();
            list.dedup();
        }
        self.heirs = heirs;
    }
}

/// How many names two folders have in common, from the first on.
fn shared(one: &str, other: &str) -> usize {
    let common = one.bytes().zip(other.bytes()).take_while(|(one, other)| one == other).count();
    let ends = |path: &str| path.as_bytes().get(common).is_none_or(|next| *next == b'/');
    let whole = memchr::memchr_iter(b'/', &one.as_bytes()[..common]).count();
    whole + usize::from(ends(one) && ends(other))
}

impl Summary {
    pub(super) fn imports(&self) -> impl Iterator<Item = &Source> {
        self.names.values().flatten().filter_map(|export| match export {
            Export::Imported(source) => Some(source),
            _ => None,
        })
    }

    pub(super) fn aliases(&self) -> impl Iterator<Item = &Path> {
        self.names.values().flatten().filter_map(|export| match export {
            Export::Alias(chain) => Some(chain),
            _ => None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::shared;

    #[test]
    fn folders_share_whole_names() {
        for (one, other, names) in
            [("", "", 1), ("", "a", 0), ("a", "a/b", 1), ("ab", "ac", 0), ("a/b/c", "a/b/d", 2), ("a/b", "a/b", 2), ("a/bc", "a/b", 1)]
        {
            assert_eq!(shared(one, other), names, "{one} {other}");
            assert_eq!(shared(other, one), names, "{other} {one}");
        }
    }
}
