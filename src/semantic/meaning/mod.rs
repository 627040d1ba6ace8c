//! What the names of a module mean in the strict edition: by scope, through imports, aliases and the files of the project.

mod classes;
mod collect;
mod resolve;
mod scope;

use rustc_hash::{FxHashMap, FxHashSet};

use super::modules::{Modules, Path};
use crate::syntax::python::ast::{self, Expr, ExprName, Ranged};
use scope::{Interner, Kind, Scopes, What};

/// Bindings of one name that are looked through.
const MAX_ASKED: usize = 64;

/// What a scope binds a name to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Binding {
    /// What another name stands for, by assignment, `for`, `with`, `except`: `yaml = YAML()`; or a parameter that hides an import.
    Variable,
    /// A function or class of this module.
    Definition,
    /// An import, a parameter, or something of the same name (`cursor = connection.cursor()`): it may be what it is called.
    Open,
}

/// A project's modules, and which of them this file is.
#[derive(Debug, Clone, Copy)]
pub(super) struct World<'w> {
    pub(super) modules: &'w Modules,
    pub(super) file: u32,
}

/// The meanings of one file.
#[derive(Debug)]
pub(super) struct Meanings {
    names: Interner,
    scopes: Scopes,
    paths: Vec<Path>,
    /// Start and end of a name or chain, and which paths it has; sorted.
    uses: Vec<((u32, u32), (u32, u32))>,
    /// Which paths a binding has, by its position.
    by_bound: FxHashMap<usize, (u32, u32)>,
    /// Modules outside of the project of which everything is imported, and from where on.
    stars: Vec<(u32, Path)>,
    renames: bool,
    /// Attributes that are assigned through a dot.
    stored: FxHashSet<Box<str>>,
    /// What `self.x = …` says of x: its name, the place, and the value.
    members: Vec<(u32, u32, What)>,
}

impl Meanings {
    pub(super) fn of(text: &str, module: &ast::ModModule, world: World<'_>) -> Self {
        resolve::resolve(text, collect::collect(module), world)
    }

    /// The dotted paths of a name or chain of names, as far as imports and the project say.
    pub(super) fn paths(&self, expr: &Expr) -> &[Path] {
        self.paths_at((expr.start().to_u32(), expr.end().to_u32()))
    }

    /// The same for the expression at a place.
    pub(super) fn paths_at(&self, place: (u32, u32)) -> &[Path] {
        let Ok(at) = self.uses.binary_search_by_key(&place, |(place, _)| *place) else { return &[] };
        let (first, end) = self.uses[at].1;
        &self.paths[first as usize..end as usize]
    }

    /// Whether some name has a path that ends in another name.
    pub(super) fn renames(&self) -> bool {
        self.renames
    }

    /// Modules of which everything was imported before byte `offset`, or anywhere for what runs later.
    pub(super) fn stars(&self, offset: u32) -> impl Iterator<Item = &[Box<str>]> {
        let later = !self.stars.is_empty() && self.scopes.scopes[self.scopes.innermost(offset) as usize].kind == Kind::Function;
        self.stars.iter().filter(move |(end, _)| later || *end <= offset).map(|(_, path)| path.as_ref())
    }

    /// What `name` means at byte `offset`; none if no scope binds it.
    pub(super) fn binding(&self, name: &str, offset: u32) -> Option<Binding> {
        let id = *self.names.ids.get(name)?;
        let (mut found, mut parameter) = (None, false);
        let is_bound = self.scopes.reaching(id, offset, &mut |at| {
            let bound = &self.scopes.bounds[at];
            let binding = match bound.what {
                What::Function | What::Class => Binding::Definition,
                What::Alias(place) if self.is_open_alias(place) => Binding::Open,
                What::Made(_) | What::Alias(_) | What::Declared(_) | What::Variable => Binding::Variable,
                What::Import(_) | What::Named(_) | What::Outer(_) => Binding::Open,
                What::Parameter(_) => {
                    parameter = true;
                    Binding::Open
                }
            };
            // Of several bindings the one that leaves most open counts.
            found = found.filter(|known| *known == Binding::Open || binding != Binding::Open).or(Some(binding));
        });
        match found {
            Some(Binding::Open) if parameter && self.is_import_outside(id, offset) => Some(Binding::Variable),
            None if is_bound => Some(Binding::Open),
            found => found,
        }
    }

    /// Whether what is assigned is a chain that means a path.
    fn is_open_alias(&self, (start, end): (u32, u32)) -> bool {
        let from = self.uses.partition_point(|((at, _), _)| *at < start);
        self.uses[from..].iter().take_while(|((at, _), _)| *at == start).any(|((_, to), _)| *to <= end)
    }

    /// Whether the module imports `name`, which a parameter hides at `offset`.
    fn is_import_outside(&self, name: u32, offset: u32) -> bool {
        let own = self.scopes.bounds[self.scopes.of(0, name)].iter().take(MAX_ASKED);
        self.scopes.innermost(offset) != 0 && own.into_iter().any(|bound| matches!(bound.what, What::Import(_)))
    }

    /// Whether a name may have been assigned another chain.
    pub(super) fn is_alias(&self, name: &ExprName) -> bool {
        let Some(id) = self.names.ids.get(name.id.as_str()) else { return false };
        let mut alias = false;
        self.scopes.reaching(*id, name.start().to_u32(), &mut |at| alias |= matches!(self.scopes.bounds[at].what, What::Alias(_)));
        alias
    }

    /// Whether what a name is bound to in this file may be a known value: it is no parameter, no function, no class, and nothing that
    /// a call gives, but for `"…".format(…)`. Of imports nothing is said.
    pub(super) fn may_have_value(&self, text: &str, name: &ExprName) -> bool {
        let Some(id) = self.names.ids.get(name.id.as_str()) else { return false };
        let formats = |(start, end): (u32, u32)| start == end || text.get(start as usize..end as usize).is_none_or(is_format);
        let mut may = false;
        self.scopes.reaching(*id, name.start().to_u32(), &mut |at| {
            may |= match self.scopes.bounds[at].what {
                What::Import(_) | What::Parameter(_) | What::Function | What::Class => false,
                What::Made(callee) | What::Named(callee) => formats(callee),
                What::Alias(_) | What::Declared(_) | What::Variable | What::Outer(_) => true,
            };
        });
        may
    }

    /// Whether a name has a path, and nothing else may be in force.
    pub(super) fn is_imported(&self, name: &ExprName) -> bool {
        let place = (name.start().to_u32(), name.end().to_u32());
        if self.paths_at(place).is_empty() {
            return false;
        }
        let Some(id) = self.names.ids.get(name.id.as_str()) else { return false };
        let mut all = true;
        self.scopes.reaching(*id, place.0, &mut |at| all &= self.by_bound.contains_key(&at));
        all
    }

    /// Whether a name at `offset` is one of the module, for functions in it.
    pub(super) fn is_global(&self, name: &ExprName) -> bool {
        let Some(id) = self.names.ids.get(name.id.as_str()) else { return false };
        let mut global = false;
        let offset = name.start().to_u32();
        self.scopes.reaching(*id, offset, &mut |at| global = self.scopes.bounds[at].scope == 0);
        global && self.scopes.scopes[self.scopes.innermost(offset) as usize].kind == Kind::Function
    }
}

/// Whether the callee of a call is the method that fills a template.
fn is_format(callee: &str) -> bool {
    callee.trim_end().ends_with("format")
}

#[cfg(test)]
mod tests {
    use super::super::modules::Summary;
    use super::{Binding, Meanings, Modules, World};
    use crate::syntax::python::parse;

    fn meanings(code: &str) -> Meanings {
        let parsed = parse(code);
        let modules = Modules::alone(Summary::of(code, &parsed));
        Meanings::of(code, parsed.module(), World { modules: &modules, file: 0 })
    }

    /// What `name` means where it stands last.
    fn last(code: &str, name: &str) -> Option<Binding> {
        let at = code.rfind(name).expect("the code says the name");
        meanings(code).binding(name, u32::try_from(at).expect("small"))
    }

    /// The paths of `name` where it stands last.
    fn paths(code: &str, name: &str) -> String {
        let at = code.rfind(name).expect("the code says the name");
        let place = [at, at + name.len()].map(|at| u32::try_from(at).expect("small"));
        let meanings = meanings(code);
        meanings.paths_at((place[0], place[1])).iter().map(|path| path.join(".")).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn the_innermost_binding_counts() {
        assert_eq!(last("import yaml\ndef f():\n    yaml = YAML()\n    yaml.load(x)\n", "yaml"), Some(Binding::Variable));
        assert_eq!(last("def g():\n    yaml = YAML()\ndef f():\n    yaml.load(x)\n", "yaml"), None);
        assert_eq!(last("try:\n    import yaml\nexcept ImportError:\n    yaml = None\nyaml.load(x)\n", "yaml"), Some(Binding::Open));
        assert_eq!(last("class A:\n    yaml = 1\n    def f(self):\n        yaml.load(x)\n", "yaml"), None);
        assert_eq!(last("class A:\n    yaml = 1\n    x = yaml\n", "yaml"), Some(Binding::Variable));
        assert_eq!(last("def eval(x): ...\neval(y)\n", "eval"), Some(Binding::Definition));
    }

    #[test]
    fn what_has_its_own_name_stays_open() {
        assert_eq!(last("def f():\n    cursor = connection.cursor()\n    cursor.execute(x)\n", "cursor"), Some(Binding::Open));
        assert_eq!(last("def f():\n    with c.cursor() as cursor:\n        cursor.execute(x)\n", "cursor"), Some(Binding::Open));
        assert_eq!(last("def f(request):\n    request.GET\n", "request"), Some(Binding::Open));
        assert_eq!(last("def f(a):\n    for json in a:\n        json.loads()\n", "json"), Some(Binding::Variable));
        assert_eq!(last("def f(a):\n    if (os := a):\n        os.system()\n", "os"), Some(Binding::Variable));
        assert_eq!(last("def f(a):\n    (yaml, json) = a\n    yaml.load()\n", "yaml"), Some(Binding::Variable));
    }

    #[test]
    fn scopes_of_imports() {
        assert_eq!(paths("def f():\n    import os as oo\ndef g():\n    oo\n", "oo"), "", "an import does not leave its function");
        assert_eq!(paths("def f():\n    import os as oo\n    oo\n", "oo"), "os");
        let code = "def g():\n    oo()\nimport os as oo\n";
        assert_eq!(meanings(code).paths_at((13, 15)).len(), 1, "a function sees what is imported below it");
        assert_eq!(paths("try:\n    import a as x\nexcept ImportError:\n    import b as x\nx\n", "x"), "b a");
        assert_eq!(paths("import a as x\nimport b as x\nx\n", "x"), "b");
        assert_eq!(paths("if c:\n    import a as x\nelse:\n    x = None\ndef f(): return x\n", "x"), "a");
    }

    #[test]
    fn other_bindings_hide_imports() {
        let hidden = [
            "import os\ndef f(os): os",
            "import os\nf = lambda os: os",
            "import os\n[os for os in x if os]",
            "import os\ndef f():\n    os = 1\n    os",
            "import os\nos = 1\ndef f(): os",
            "import os\ndef f():\n    with x as os: os",
            "import os\ndef f():\n    try: y\n    except E as os: os",
            "import os\ndef f():\n    global os\n    os = 1\nimport a\nos = 2\nos",
            "import os\ndef f():\n    class os: ...\n    os",
            "import os\ndef f():\n    match y:\n        case os: os",
            "import os\ndef f():\n    def g():\n        nonlocal os\n        os\n    os = 1",
        ];
        for code in hidden {
            assert!(!paths(code, "os").split(' ').any(|path| path == "os"), "{code}");
        }
        let visible = [
            "import os\n[y for y in os]",
            "import os\ndef f(x=os): ...",
            "import os\nclass A:\n    os = 1\n    def f(self): os",
            "import os\ndef g(os): ...\ndef f(): os",
            "import os\ndef f():\n    for os in x: ...\ndef g(): os",
        ];
        for code in visible {
            assert_eq!(paths(code, "os"), "os", "{code}");
        }
    }

    #[test]
    fn assignments_carry_paths() {
        assert_eq!(paths("import pickle\nload = pickle.loads\nload(x)\n", "load"), "pickle.loads");
        assert_eq!(paths("import pickle as p\nq = p\nr = q\nr\n", "r"), "pickle");
        assert_eq!(paths("e = eval\ne\n", "e"), "eval");
        assert_eq!(paths("a = b\nb = a\na\n", "a"), "");
    }
}
