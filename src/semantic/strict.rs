//! What the strict edition asks: meanings by scope and project, constants of classes and other modules, classes of instances.

use super::flow::{Outside, Values};
use super::fold::{self, Known};
use super::meaning::{Binding, Meanings, World};
use super::modules::{Modules, Path, Summary};
use super::{Constant, Place, Semantics};
use crate::syntax::python::Parsed;
use crate::syntax::python::ast::{Expr, ExprName, Ranged};

impl Semantics {
    /// The dotted paths that a name or chain of names has through imports, aliases and the files of the project: several where
    /// several imports may be in force, and one for each step through a file of the project.
    pub fn paths(&self, text: &str, parsed: &Parsed, expr: &Expr) -> &[Path] {
        self.meanings(text, parsed).paths(expr)
    }

    /// The same for a name.
    pub fn paths_of_name(&self, text: &str, parsed: &Parsed, name: &ExprName) -> &[Path] {
        self.meanings(text, parsed).paths_at((name.start().to_u32(), name.end().to_u32()))
    }

    /// Whether a name may have been assigned another chain of names: `load = pickle.loads`.
    pub fn is_alias(&self, text: &str, parsed: &Parsed, name: &ExprName) -> bool {
        self.meanings(text, parsed).is_alias(name)
    }

    /// Whether some name has a path that ends in another name.
    pub fn renames_strictly(&self, text: &str, parsed: &Parsed) -> bool {
        self.meanings(text, parsed).renames()
    }

    /// Modules outside of the project that a name at byte `offset` may come from by `from x import *`.
    pub fn strict_stars(&self, text: &str, parsed: &Parsed, offset: u32) -> impl Iterator<Item = &[Box<str>]> {
        self.meanings(text, parsed).stars(offset)
    }

    /// What the scopes around byte `offset` bind `name` to; none if they leave it to builtins or `from x import *`.
    pub fn binding(&self, text: &str, parsed: &Parsed, name: &str, offset: u32) -> Option<Binding> {
        self.meanings(text, parsed).binding(name, offset)
    }

    /// The value of `expr`, where it is known without running anything.
    pub fn strict_constant(&self, text: &str, parsed: &Parsed, expr: &Expr) -> Option<Constant> {
        let mut ask = |expr: &Expr| match expr {
            Expr::Name(name) if !self.may_have_value(text, parsed, name) => None,
            Expr::Name(name) => self.strict_values(text, parsed).constant(name.start().to_u32()).cloned(),
            _ => self.outside(text, parsed, expr),
        };
        fold::fold(text, expr, &mut Known::all(&mut ask))
    }

    /// Whether it is worth following the flow of values through the whole file for a name.
    fn may_have_value(&self, text: &str, parsed: &Parsed, name: &ExprName) -> bool {
        let meanings = self.meanings(text, parsed);
        let knows = |path: &Path| self.world(text, parsed).modules.knows(path);
        meanings.may_have_value(text, name) || self.paths_of_name(text, parsed, name).iter().any(knows)
    }

    /// The value of the name that is used at byte `offset`.
    pub fn strict_constant_at(&self, text: &str, parsed: &Parsed, offset: u32) -> Option<Constant> {
        self.strict_values(text, parsed).constant(offset).cloned()
    }

    /// Where the one expression stands that the name at byte `offset` was bound to.
    pub fn strict_definition_at(&self, text: &str, parsed: &Parsed, offset: u32) -> Option<(u32, u32)> {
        self.strict_values(text, parsed).definition(offset)
    }

    /// The dotted paths of the classes that `expr` is an instance of, and of all classes above them that the project knows.
    pub fn classes(&self, text: &str, parsed: &Parsed, expr: &Expr) -> Vec<Path> {
        self.meanings(text, parsed).classes(text, self.world(text, parsed), expr)
    }

    /// The same for what the annotation at a place says.
    pub fn annotated_classes(&self, text: &str, parsed: &Parsed, place: Place) -> Vec<Path> {
        self.meanings(text, parsed).annotated(text, self.world(text, parsed), (place.start, place.end))
    }

    /// The value of a name or chain that this file's flow does not know: of a module of the project, of a class, of `self`.
    fn outside(&self, text: &str, parsed: &Parsed, expr: &Expr) -> Option<Constant> {
        let (meanings, world) = (self.meanings(text, parsed), self.world(text, parsed));
        if let Expr::Attribute(attribute) = expr {
            if meanings.stores(&attribute.attr) {
                return None;
            }
            if let Expr::Name(name) = &*attribute.value
                && matches!(name.id.as_str(), "self" | "cls")
            {
                let class = meanings.class_name(name.start().to_u32())?;
                return world.modules.attribute(world.file, class, &attribute.attr);
            }
            if let Some(value) = self.through_bottom(text, parsed, expr) {
                return Some(value);
            }
        }
        if let Expr::Name(name) = expr
            && let Some(value) = world.modules.own_constant(world.file, &name.id)
        {
            return meanings.is_global(name).then_some(value);
        }
        if let Expr::Name(name) = expr
            && !meanings.is_imported(name)
        {
            return None;
        }
        let paths = meanings.paths(expr);
        let mut values = paths.iter().filter_map(|path| world.modules.constant(world.file, path));
        let first = values.next()?;
        values.all(|value| value == first).then_some(first)
    }

    /// `module.NAME`, `C.NAME`, `module.C.NAME`.
    fn through_bottom(&self, text: &str, parsed: &Parsed, expr: &Expr) -> Option<Constant> {
        let world = self.world(text, parsed);
        let mut names = Vec::new();
        let mut bottom = expr;
        while let Expr::Attribute(attribute) = bottom {
            names.push(attribute.attr.as_str());
            bottom = &attribute.value;
        }
        if names.len() > 8 {
            return None;
        }
        let fronts = self.paths(text, parsed, bottom);
        fronts.iter().find_map(|front| {
            let path: Path = front.iter().cloned().chain(names.iter().rev().map(|name| (*name).into())).collect();
            world.modules.constant(world.file, &path)
        })
    }

    fn world<'w>(&'w self, text: &str, parsed: &Parsed) -> World<'w> {
        match &self.project {
            Some((modules, file)) => World { modules, file: *file },
            None => World { modules: self.alone.get_or_init(|| Modules::alone(Summary::of(text, parsed))), file: 0 },
        }
    }

    fn meanings(&self, text: &str, parsed: &Parsed) -> &Meanings {
        self.meanings.get_or_init(|| {
            let world = self.world(text, parsed);
            parsed.with_room(|| Meanings::of(text, parsed.module(), world))
        })
    }

    fn strict_values(&self, text: &str, parsed: &Parsed) -> &Values {
        self.strict_values.get_or_init(|| {
            let ask = |expr: &Expr| self.outside(text, parsed, expr);
            parsed.with_room(|| Values::of(text, parsed.module(), Outside::Asked(&ask)))
        })
    }
}
