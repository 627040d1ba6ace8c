//! The modules of a project: which file an import means, and where a name comes from in the end. Made once from
//! all files, read-only then.

mod follow;
mod places;
mod summary;

use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

pub use summary::{Path, Summary};
pub(in crate::semantic) use summary::{Source, range, source_of};

/// A file and what it offers.
#[derive(Debug)]
struct Module {
    /// Its dotted name, as its own package calls it.
    name: Path,
    is_package: bool,
    /// The folder it lies in, for imports that several files could mean.
    folder: Box<str>,
    summary: Arc<Summary>,
}

/// Every module of a project by its dotted names.
#[derive(Debug, Default)]
pub struct Modules {
    items: Vec<Module>,
    by_name: FxHashMap<Box<str>, Vec<u32>>,
    by_file: FxHashMap<Box<str>, u32>,
    /// First names of all dotted names.
    tops: FxHashSet<Box<str>>,
    /// Classes of the project that name a base, by its path.
    heirs: FxHashMap<Box<str>, Vec<(u32, Box<str>)>>,
}

impl Modules {
    /// From paths and what is in the files, sorted by path.
    pub fn new(files: Vec<(Box<str>, Arc<Summary>)>) -> Self {
        let places = places::Places::of(files.iter().map(|(path, _)| &**path));
        let found: Vec<_> = files.iter().map(|(path, _)| places.of_file(path)).collect();
        let mut table = Self::default();
        for ((path, summary), place) in files.into_iter().zip(found) {
            let at = u32::try_from(table.items.len()).expect("fewer files than that");
            for name in &place.names {
                table.tops.insert(name.split('.').next().unwrap_or_default().into());
                table.by_name.entry(name.clone()).or_default().push(at);
            }
            let name = place.names.first().map(|name| name.split('.').map(Into::into).collect()).unwrap_or_default();
            let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder).into();
            table.items.push(Module { name, is_package: place.is_package, folder, summary });
            table.by_file.insert(path, at);
        }
        table.find_heirs();
        table
    }

    /// One module by itself, of which only its own names are known.
    pub fn alone(summary: Summary) -> Self {
        Self::new(vec![("module.py".into(), Arc::new(summary))])
    }

    /// The number of the module in a file.
    pub fn of_file(&self, path: &str) -> Option<u32> {
        self.by_file.get(path).copied()
    }

    /// The dotted name of a module.
    pub(in crate::semantic) fn name(&self, module: u32) -> &[Box<str>] {
        &self.items[module as usize].name
    }

    /// How many modules there are; their numbers are smaller.
    pub fn count(&self) -> u32 {
        u32::try_from(self.items.len()).expect("fewer files than that")
    }

    /// What a file may mean without saying it: the words of the paths that its imports have in the project, and the modules that it
    /// imports as a whole, with those that these import everything from. Of modules that those hold in turn nothing is told.
    pub fn reach(&self, module: u32, word: &mut dyn FnMut(&str), whole: &mut dyn FnMut(u32)) {
        let mut left = Vec::new();
        self.name(module).iter().for_each(|name| word(name));
        for source in &self.items[module as usize].summary.mentioned {
            let Some(path) = self.absolute(module, source).filter(|path| self.knows(path)) else { continue };
            left.extend(self.whole(module, &path));
            // A relative import does not say where it leads.
            path.iter().filter(|_| source.level > 0).for_each(|name| word(name));
            for one in self.expand(module, &path) {
                left.extend(self.whole(module, &one));
                one.iter().for_each(|name| word(name));
            }
        }
        let mut seen = FxHashSet::default();
        while let Some(at) = left.pop() {
            if seen.insert(at) {
                whole(at);
                let stars = self.items[at as usize].summary.stars.iter().filter_map(|star| self.absolute(at, star));
                left.extend(stars.filter_map(|path| self.whole(at, &path)));
            }
        }
    }

    /// The words of the paths that the names of a module have through imports and aliases.
    pub fn offered(&self, module: u32, word: &mut dyn FnMut(&str)) {
        let summary = &self.items[module as usize].summary;
        let stars = summary.stars.iter().filter_map(|star| self.absolute(module, star));
        stars.for_each(|path| path.iter().for_each(|name| word(name)));
        let imported = summary.imports().filter_map(|source| self.absolute(module, source));
        for path in imported.chain(summary.aliases().map(|chain| self.inside(module, chain))) {
            path.iter().for_each(|name| word(name));
            self.expand(module, &path).iter().flatten().for_each(|name| word(name));
        }
    }
}
