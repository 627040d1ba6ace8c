//! What names mean, use by use, in the order of the file: the dotted path that an import gives them, and which variable
//! they are. The rules are those of Semgrep's free engine, found by trying it; `names/reading.rs` has them one by one.

mod reading;
mod symbols;

use crate::syntax::python::ast;

/// Which variable a name is: two of one spelling may be different ones.
pub type VariableId = std::num::NonZeroU32;

/// The dotted paths and the variables of names, by where they stand.
#[derive(Debug, Default)]
pub(super) struct Names {
    paths: Vec<Box<[Box<str>]>>,
    /// Start of a use, and the position of its path; sorted.
    uses: Vec<(u32, u32)>,
    /// Start of every name, and the variable that it is, if it is a known one; sorted.
    variables: Vec<(u32, Option<VariableId>)>,
    /// For each variable, by its number: the number of the first one of that spelling in the same function.
    first_in_scope: Vec<VariableId>,
    /// End of a `from x import *`, and the position of x.
    stars: Vec<(u32, u32)>,
    renames: bool,
}

impl Names {
    pub(super) fn of(module: &ast::ModModule) -> Self {
        let mut names = reading::read(module);
        names.uses.sort_unstable();
        names.variables.sort_unstable_by_key(|(offset, _)| *offset);
        names
    }

    pub(super) fn resolved(&self, offset: u32) -> Option<&[Box<str>]> {
        let at = self.uses.binary_search_by_key(&offset, |(offset, _)| *offset).ok()?;
        Some(&self.paths[self.uses[at].1 as usize])
    }

    /// The variables of the names from byte `start` to before `end`, in the order of the text.
    pub(super) fn variables(&self, start: u32, end: u32) -> impl Iterator<Item = Option<VariableId>> {
        let first = self.variables.partition_point(|(offset, _)| *offset < start);
        self.variables[first..].iter().take_while(move |(offset, _)| *offset < end).map(|(_, variable)| *variable)
    }

    /// What Python takes for the same variable has one number here: another `for` or annotation does not make a new one.
    pub(super) fn by_scope(&self, variable: VariableId) -> VariableId {
        self.first_in_scope[variable.get() as usize - 1]
    }

    /// Whether some name is bound that is not the last of its path.
    pub(super) fn renames(&self) -> bool {
        self.renames
    }

    pub(super) fn stars(&self, offset: u32) -> impl Iterator<Item = &[Box<str>]> {
        let before = self.stars.iter().take_while(move |(end, _)| *end <= offset);
        before.map(|(_, path)| self.paths[*path as usize].as_ref())
    }
}
