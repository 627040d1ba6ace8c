//! Loops, run until nothing new is known.

use super::guards::Truth;
use super::machine::{Loop, Machine};
use super::state::{Flow, State, joined, meet};
use super::value::Cell;
use crate::syntax::python::ast::{self, Expr, Stmt};

/// More rounds of one loop are not made. Two or three are usual.
const MAX_ROUNDS: usize = 40;

/// Where a loop is left when it is over.
#[derive(Debug, Clone, Copy)]
enum Exit<'a> {
    /// Before its variable takes another item.
    BeforeHead,
    /// After its condition, which is this.
    AfterHead(&'a Expr),
}

impl<'a> Machine<'_, 'a> {
    pub(super) fn for_stmt(&mut self, stmt: &'a ast::StmtFor, flow: &mut Flow<'a>) {
        let Some(state) = flow else { return };
        // What is called runs once; a variable is asked again in every round.
        self.prepare_part(&stmt.iter, state);
        let once = (std::mem::take(&mut self.ready), self.pending.clone());
        let head = |machine: &mut Self, state: &mut State<'a>| {
            machine.ready.clone_from(&once.0);
            machine.pending.clone_from(&once.1);
            machine.prepared = true;
            let items = machine.items(&stmt.iter, state);
            machine.prepared = false;
            machine.assign_items(&stmt.target, &items, state);
        };
        self.repeat(flow, head, Exit::BeforeHead, (&stmt.body, &stmt.orelse));
    }

    pub(super) fn while_stmt(&mut self, stmt: &'a ast::StmtWhile, flow: &mut Flow<'a>) {
        let head = |machine: &mut Self, state: &mut State<'a>| {
            machine.pending.clear();
            let _: Cell<'a> = machine.expr(&stmt.test, state);
        };
        self.repeat(flow, head, Exit::AfterHead(&stmt.test), (&stmt.body, &stmt.orelse));
    }

    fn repeat(
        &mut self,
        flow: &mut Flow<'a>,
        head: impl Fn(&mut Self, &mut State<'a>),
        exit: Exit<'a>,
        (body, orelse): (&'a [Stmt], &'a [Stmt]),
    ) {
        let Some(mut entry) = flow.take() else { return };
        let mut breaks = None;
        for round in 0.. {
            let before = entry.clone();
            let mut state = entry.clone();
            head(self, &mut state);
            let mut after = Some(state.clone());
            if let (Exit::AfterHead(test), Some(after)) = (exit, &mut after) {
                self.guard(test, Truth::Holds, after);
            }
            self.exits.loops.push(Loop::default());
            self.block(body, &mut after);
            let left = self.exits.loops.pop().unwrap_or_default();
            breaks = joined(breaks, left.breaks);
            for back in [after, left.continues].into_iter().flatten() {
                entry.join(&back);
            }
            let settled = entry == before;
            if !settled && round >= MAX_ROUNDS {
                self.give_up();
            }
            if settled || round >= MAX_ROUNDS || !self.step() {
                *flow = Some(match exit {
                    Exit::BeforeHead => entry,
                    Exit::AfterHead(test) => {
                        self.guard(test, Truth::Fails, &mut state);
                        state
                    }
                });
                break;
            }
        }
        self.block(orelse, flow);
        if let Some(breaks) = breaks {
            meet(flow, &breaks);
        }
    }
}
