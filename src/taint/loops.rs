//! Loops, run until nothing new is known.

use super::machine::{Loop, Machine};
use super::state::{Flow, State, joined, meet};
use super::value::Cell;
use crate::syntax::python::ast::{self, Stmt};

/// More rounds of one loop are not made. Two or three are usual.
const MAX_ROUNDS: usize = 40;

impl<'a> Machine<'_, 'a> {
    pub(super) fn for_stmt(&mut self, stmt: &'a ast::StmtFor, flow: &mut Flow<'a>) {
        let Some(state) = flow else { return };
        let items = self.items(&stmt.iter, state);
        let head = |machine: &mut Self, state: &mut State<'a>| machine.assign_items(&stmt.target, &items, state);
        self.repeat(flow, head, &stmt.body, &stmt.orelse);
    }

    pub(super) fn while_stmt(&mut self, stmt: &'a ast::StmtWhile, flow: &mut Flow<'a>) {
        let head = |machine: &mut Self, state: &mut State<'a>| {
            machine.pending.clear();
            let _: Cell<'a> = machine.expr(&stmt.test, state);
        };
        self.repeat(flow, head, &stmt.body, &stmt.orelse);
    }

    fn repeat(
        &mut self,
        flow: &mut Flow<'a>,
        head: impl Fn(&mut Self, &mut State<'a>),
        body: &'a [Stmt],
        orelse: &'a [Stmt],
    ) {
        let Some(mut entry) = flow.take() else { return };
        let mut breaks = None;
        for round in 0.. {
            let before = entry.clone();
            let mut state = entry.clone();
            head(self, &mut state);
            let mut after = Some(state.clone());
            self.exits.loops.push(Loop::default());
            self.block(body, &mut after);
            let left = self.exits.loops.pop().unwrap_or_default();
            breaks = joined(breaks, left.breaks);
            for back in [after, left.continues].into_iter().flatten() {
                entry.join(&back);
            }
            if entry == before {
                *flow = Some(state);
                break;
            }
            if round >= MAX_ROUNDS || !self.step() {
                self.give_up();
                *flow = Some(state);
                break;
            }
        }
        self.block(orelse, flow);
        if let Some(breaks) = breaks {
            meet(flow, &breaks);
        }
    }
}
