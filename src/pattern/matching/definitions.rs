//! Functions and classes: parameters, decorators, bases, bodies.

use super::calls::Items;
use super::{Matcher, Next, Search, Value};
use crate::pattern::ir::{ArgPat, Asynchronous, ClassPat, DefPat, ExprPat, ParamPat, StmtPat};
use crate::syntax::python::ast::{self, Expr, Parameter, Ranged};

/// One parameter of the file.
#[derive(Debug, Clone, Copy)]
enum Param<'a> {
    Plain(&'a ast::ParameterWithDefault),
    Star(&'a Parameter),
    DoubleStar(&'a Parameter),
    Separator,
    Slash,
}

impl<'p, 'a> Matcher<'p, 'a> {
    pub(super) fn def(&mut self, pattern: &'p DefPat, def: &'a ast::StmtFunctionDef, at: u32, next: Next<'_, 'p, 'a>) -> Search {
        // Semgrep loses `async` behind decorators, on both sides.
        let keeps = |decorators: usize| self.is_strict() || decorators == 0;
        let wants_async = pattern.asynchronous == Asynchronous::Yes && keeps(pattern.decorators.len());
        let is_async = def.is_async && keeps(def.decorator_list.len());
        if wants_async && !is_async {
            return Search::Continue(());
        }
        let list = self.flat.block(at, 0);
        self.name(&pattern.name, &def.name, &mut |m| {
            m.decorators(&pattern.decorators, &def.decorator_list, &mut |m| {
                m.params(&pattern.params, Some(&def.parameters), &mut |m| {
                    m.if_written(pattern.returns.as_ref(), def.returns.as_deref(), &mut |m| m.body(&pattern.body, list.clone(), next))
                })
            })
        })
    }

    pub(super) fn class(&mut self, pattern: &'p ClassPat, class: &'a ast::StmtClassDef, at: u32, next: Next<'_, 'p, 'a>) -> Search {
        self.name(&pattern.name, &class.name, &mut |m| {
            m.decorators(&pattern.decorators, &class.decorator_list, &mut |m| {
                let items = class.arguments.as_deref().map_or(Items::Plain(&[], &[]), Items::of);
                m.bases(&pattern.bases, &items, &mut |m| match &pattern.body[..] {
                    [StmtPat::Any(_)] => {
                        let list = m.flat.block(at, 0);
                        m.body(&pattern.body, list, next)
                    }
                    members => m.members(members, at, None, next),
                })
            })
        })
    }

    /// The first bases, or anywhere with `...` in front; more are free.
    fn bases(&mut self, patterns: &'p [ArgPat], items: &Items<'a>, next: Next<'_, 'p, 'a>) -> Search {
        match patterns {
            [] | [ArgPat::Ellipsis] => next(self),
            [.., ArgPat::Ellipsis] => self.items(patterns, items, next),
            _ => self.items_prefix(patterns, items, next),
        }
    }

    /// A class body is a set: each member matches another direct member.
    fn members(&mut self, patterns: &'p [StmtPat], class: u32, used: Option<&Member>, next: Next<'_, 'p, 'a>) -> Search {
        let [pattern, rest @ ..] = patterns else { return next(self) };
        if let StmtPat::Ellipsis = pattern {
            return self.members(rest, class, used, next);
        }
        let list = self.flat.block(class, 0);
        let mut at = list.start;
        while at < list.end {
            let entry_end = self.flat.entries[at as usize].end;
            if !Member::contains(used, at) {
                let now = Member { at, before: used };
                self.stmt(pattern, at, &mut |m| m.members(rest, class, Some(&now), next))?;
            }
            at = entry_end;
        }
        Search::Continue(())
    }

    /// Each decorator of the pattern matches another one, in any order unless the options say otherwise. `used` is a set of positions.
    fn decorators(&mut self, patterns: &'p [ExprPat], decorators: &'a [ast::Decorator], next: Next<'_, 'p, 'a>) -> Search {
        self.decorators_from(patterns, decorators, 0, next)
    }

    fn decorators_from(&mut self, patterns: &'p [ExprPat], decorators: &'a [ast::Decorator], used: u64, next: Next<'_, 'p, 'a>) -> Search {
        let [pattern, rest @ ..] = patterns else { return next(self) };
        let ordered = self.pattern.options.decorators_order_matters;
        for (at, decorator) in decorators.iter().enumerate().take(64) {
            let taken = if ordered { used >> at != 0 } else { used & (1 << at) != 0 };
            if !taken {
                let mut then = |m: &mut Self| m.decorators_from(rest, decorators, used | (1 << at), next);
                self.decorator(pattern, &decorator.expression, &mut then)?;
            }
        }
        Search::Continue(())
    }

    /// `@d` is `@d()`, in a pattern and in a file; `@$D` binds the callee.
    pub(in crate::pattern) fn decorator(&mut self, pattern: &'p ExprPat, decorator: &'a Expr, next: Next<'_, 'p, 'a>) -> Search {
        match (pattern, decorator) {
            (ExprPat::Call(..), Expr::Call(_)) => self.expr(pattern, decorator, next),
            (ExprPat::Call(callee, arguments), _) => self.expr(callee, decorator, &mut |m| m.no_arguments(arguments, next)),
            (_, Expr::Call(call)) if call.arguments.is_empty() => self.expr(pattern, &call.func, next),
            (_, Expr::Call(_)) => Search::Continue(()),
            _ => self.expr(pattern, decorator, next),
        }
    }

    /// Parameters of a def or lambda, in order.
    pub(super) fn params(&mut self, patterns: &'p [ParamPat], parameters: Option<&'a ast::Parameters>, next: Next<'_, 'p, 'a>) -> Search {
        if let [ParamPat::Ellipsis] = patterns {
            return next(self);
        }
        let list = parameters.map(list).unwrap_or_default();
        self.param_list(patterns, &list, next)
    }

    fn param_list(&mut self, patterns: &'p [ParamPat], params: &[Param<'a>], next: Next<'_, 'p, 'a>) -> Search {
        self.step()?;
        let [first, rest @ ..] = patterns else {
            return if params.is_empty() { next(self) } else { Search::Continue(()) };
        };
        match first {
            ParamPat::Ellipsis if rest.is_empty() => return next(self),
            ParamPat::Ellipsis => {
                for skipped in 0..=params.len() {
                    self.param_list(rest, &params[skipped..], next)?;
                }
                return Search::Continue(());
            }
            ParamPat::Holes(hole) => {
                for taken in 0..=params.len() {
                    let (run, left) = params.split_at(taken);
                    let start = run.iter().find_map(|param| param.start()).unwrap_or_default();
                    let end = run.iter().rev().find_map(|param| param.end()).unwrap_or(start);
                    self.bind_maybe(*hole, Value::Text { start, end }, &mut |m| m.param_list(rest, left, next))?;
                }
                return Search::Continue(());
            }
            ParamPat::Plain { .. } | ParamPat::Star { .. } | ParamPat::DoubleStar { .. } | ParamPat::Separator | ParamPat::Slash => {}
        }
        let [param, left @ ..] = params else { return Search::Continue(()) };
        // A slash says nothing about the parameters themselves.
        if let Param::Slash = param
            && !matches!(first, ParamPat::Slash)
        {
            return self.param_list(patterns, left, next);
        }
        self.param(first, *param, &mut |m| m.param_list(rest, left, next))
    }

    fn param(&mut self, pattern: &'p ParamPat, param: Param<'a>, next: Next<'_, 'p, 'a>) -> Search {
        match (pattern, param) {
            (ParamPat::Plain { name, annotation, default }, Param::Plain(found)) => self.name(name, &found.parameter.name, &mut |m| {
                m.if_written(annotation.as_ref(), found.parameter.annotation.as_deref(), &mut |m| {
                    m.if_written(default.as_ref(), found.default.as_deref(), next)
                })
            }),
            (ParamPat::Star { name, annotation }, Param::Star(found))
            | (ParamPat::DoubleStar { name, annotation }, Param::DoubleStar(found)) => {
                self.name(name, &found.name, &mut |m| m.if_written(annotation.as_ref(), found.annotation.as_deref(), next))
            }
            (ParamPat::Separator, Param::Separator) | (ParamPat::Slash, Param::Slash) => next(self),
            _ => Search::Continue(()),
        }
    }
}

impl Param<'_> {
    fn start(self) -> Option<u32> {
        match self {
            Self::Plain(param) => Some(param.start().to_u32()),
            Self::Star(param) | Self::DoubleStar(param) => Some(param.start().to_u32()),
            Self::Separator | Self::Slash => None,
        }
    }

    fn end(self) -> Option<u32> {
        match self {
            Self::Plain(param) => Some(param.end().to_u32()),
            Self::Star(param) | Self::DoubleStar(param) => Some(param.end().to_u32()),
            Self::Separator | Self::Slash => None,
        }
    }
}

fn list(parameters: &ast::Parameters) -> Vec<Param<'_>> {
    let mut all: Vec<Param> = parameters.posonlyargs.iter().map(Param::Plain).collect();
    if !all.is_empty() {
        all.push(Param::Slash);
    }
    all.extend(parameters.args.iter().map(Param::Plain));
    match &parameters.vararg {
        Some(param) => all.push(Param::Star(param)),
        None if !parameters.kwonlyargs.is_empty() => all.push(Param::Separator),
        None => {}
    }
    all.extend(parameters.kwonlyargs.iter().map(Param::Plain));
    all.extend(parameters.kwarg.iter().map(|param| Param::DoubleStar(param)));
    all
}

/// Members of a class that are matched already.
struct Member<'m> {
    at: u32,
    before: Option<&'m Member<'m>>,
}

impl Member<'_> {
    fn contains(mut used: Option<&Self>, at: u32) -> bool {
        while let Some(member) = used {
            if member.at == at {
                return true;
            }
            used = member.before;
        }
        false
    }
}
