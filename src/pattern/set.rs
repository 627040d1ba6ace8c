//! Many patterns in one traversal of a tree.

use std::ops::Range;
use std::rc::Rc;

use super::flat::{Flat, Node};
use super::found::Found;
use super::index::{Index, Narrow};
use super::ir::{ExprPat, StmtPat, Top};
use super::matching::{BUDGET, Matcher};
use super::{Code, Match, NameLimits, Pattern, ranges};
use crate::semantic::sub_expressions;
use crate::syntax::python::ast::{self, Expr, InterpolatedStringElement, Ranged, Stmt};

/// Patterns indexed by the kind of node they match and by the names they say.
#[derive(Debug)]
pub struct PatternSet {
    patterns: Vec<Pattern>,
    index: Index,
}

impl PatternSet {
    /// Indexes `patterns`; results come in their order.
    pub fn new(patterns: Vec<Pattern>) -> Self {
        Self::limited(patterns.into_iter().map(|pattern| (pattern, NameLimits::new())).collect())
    }

    /// The same; matches whose metavariables stand for other texts than these may be left out.
    pub fn limited(patterns: Vec<(Pattern, NameLimits)>) -> Self {
        let index = Index::of(&patterns);
        let patterns = patterns.into_iter().map(|(pattern, _)| pattern).collect();
        Self { patterns, index }
    }

    /// The patterns, in order.
    pub fn patterns(&self) -> &[Pattern] {
        &self.patterns
    }

    /// Matches of every pattern whose `active` is true, in one traversal of the tree. A pattern that is not active gets no match.
    pub fn find(&self, code: &Code, active: &[bool]) -> Found {
        let mut found = Found::nothing(self.patterns.len());
        self.find_more(code, active, &mut found);
        found
    }

    /// The same for a few lines of code, with so many steps for each pattern.
    pub(super) fn find_briefly(&self, code: &Code, active: &[bool], steps: u32) -> Found {
        let mut found = Found::nothing(self.patterns.len());
        let flat = Flat::of(code.text, code.parsed.module());
        let mut search = Search::new(*code, &flat, self, active);
        search.steps.fill(steps);
        search.run(0..u32::try_from(code.text.len()).unwrap_or(u32::MAX));
        search.finish(&mut found);
        found
    }

    /// The same into what was found before, for other patterns.
    pub fn find_more(&self, code: &Code, active: &[bool], found: &mut Found) {
        if !active.iter().any(|active| *active) {
            return;
        }
        code.parsed.with_room(|| {
            let flat = Flat::of(code.text, code.parsed.module());
            let mut search = Search::new(*code, &flat, self, active);
            std::mem::swap(&mut search.found, found);
            search.run(0..u32::try_from(code.text.len()).unwrap_or(u32::MAX));
            search.finish(found);
        });
    }

    /// Whether pattern `at` is found by a name that it says, which costs little where the name is rare.
    pub fn is_named(&self, at: usize) -> bool {
        self.index.is_named(at)
    }
}

/// Matches of the one pattern of `set` at nodes that lie wholly in bytes `range` of the file; sorted by range, equal ones once.
pub fn find_within(set: &PatternSet, code: &Code, range: Range<u32>) -> Vec<Match> {
    let mut found = Found::nothing(set.patterns.len());
    let module = code.parsed.module();
    let active = vec![true; set.patterns.len()];
    code.parsed.with_room(|| {
        // What variables stand for may be written anywhere.
        let whole = set.patterns.iter().any(|pattern| pattern.options.symbolic_propagation);
        let flat = if whole { Flat::of(code.text, module) } else { Flat::within(code.text, module, &range) };
        let mut search = Search::new(*code, &flat, set, &active);
        search.run(range.clone());
        search.bound_name(&range);
        search.finish(&mut found);
    });
    let mut matches = found.lists.pop().unwrap_or_default();
    matches.retain(|found| range.start <= found.start && found.end <= range.end);
    matches
}

/// The search of a set in one file.
struct Search<'s, 'a> {
    set: &'s PatternSet,
    active: &'s [bool],
    index: Rc<Narrow<'s>>,
    matcher: Option<Matcher<'s, 'a>>,
    code: Code<'a>,
    steps: Vec<u32>,
    found: Found,
    range: Range<u32>,
    /// Whether only patterns of the strict edition look here.
    strict_alone: bool,
}

impl<'s, 'a> Search<'s, 'a> {
    fn new(code: Code<'a>, flat: &'a Flat<'a>, set: &'s PatternSet, active: &'s [bool]) -> Self {
        let matcher = set.patterns.first().map(|pattern| Matcher::new(code, flat, pattern));
        let count = set.patterns.len();
        let index = Rc::new(set.index.narrowed(active));
        Self {
            set,
            active,
            index,
            matcher,
            code,
            steps: vec![BUDGET; count],
            found: Found::nothing(count),
            range: 0..u32::MAX,
            strict_alone: false,
        }
    }

    fn finish(mut self, into: &mut Found) {
        for (at, steps) in self.steps.iter().enumerate().filter(|(at, _)| self.active[*at]) {
            if *steps == 0 {
                self.found.exhausted.push(at);
            }
            let list = self.found.list(at);
            if let Some(matches) = self.found.lists.get_mut(list) {
                matches.sort_by(|a, b| (a.start, a.end).cmp(&(b.start, b.end)).then_with(|| a.captures.compare(&b.captures)));
                matches.dedup();
            }
        }
        *into = self.found;
    }

    /// Runs `attempt` with the matcher set to pattern `at`, if that is active and has steps left.
    fn with(&mut self, at: u32, attempt: impl FnOnce(&mut Matcher<'s, 'a>)) {
        let at = at as usize;
        if !self.active.get(at).copied().unwrap_or(false) || self.steps[at] == 0 {
            return;
        }
        if self.strict_alone && !self.set.patterns[at].is_strict() {
            return;
        }
        let Some(matcher) = self.matcher.as_mut() else { return };
        matcher.turn_to(&self.set.patterns[at]);
        matcher.steps = self.steps[at];
        matcher.before = self.found.of(at).len();
        attempt(matcher);
        self.steps[at] = matcher.steps;
        if !matcher.found.is_empty() {
            self.found.add(at, &mut matcher.found);
        }
    }

    fn run(&mut self, range: Range<u32>) {
        self.range = range;
        let Some(flat) = self.matcher.as_ref().map(|matcher| matcher.flat) else { return };
        for at in 0..u32::try_from(flat.entries.len()).expect("fewer statements than bytes") {
            let node = flat.entries[at as usize].node;
            if node.end() <= self.range.start || node.start() >= self.range.end {
                continue;
            }
            self.node(node, at);
        }
    }

    /// A name that is only bound there, such as a parameter's, is no expression, and counts as one.
    fn bound_name(&mut self, range: &Range<u32>) {
        let text = self.code.text.get(range.start as usize..range.end as usize).unwrap_or_default();
        let is_name = !text.is_empty() && text.chars().all(|c| c.is_alphanumeric() || c == '_');
        if is_name && self.found.lists.is_empty() {
            self.with(0, |m| m.try_bound_name(text, range.start, range.end));
        }
    }

    fn node(&mut self, node: Node<'a>, at: u32) {
        let index = Rc::clone(&self.index);
        for pattern in index.statements(node) {
            self.with(*pattern, |m| statement(m, node, at));
        }
        if let Node::Stmt(stmt) = node {
            self.pseudo(stmt);
            self.decorators(stmt);
        } else if let Node::With(stmt, item) = node {
            self.with_item(&stmt.items[item]);
        }
        node.own_expressions(&mut |expr| self.expr(expr));
    }

    /// Assignments are expressions for `$X` and `...`.
    fn pseudo(&mut self, stmt: &'a Stmt) {
        let assigns = match stmt {
            Stmt::Assign(_) | Stmt::AugAssign(_) => true,
            Stmt::AnnAssign(stmt) => stmt.value.is_some(),
            _ => false,
        };
        if assigns {
            let (start, end) = (stmt.start().to_u32(), stmt.end().to_u32());
            self.bare(start, end);
            if let Stmt::Assign(ast::StmtAssign { targets, .. }) = stmt
                && let [first, .., last] = &targets[..]
            {
                self.bare(first.start().to_u32(), last.end().to_u32());
            }
            for pattern in Rc::clone(&self.index).deep() {
                self.with(*pattern, |m| m.try_assignment(stmt, start, end));
            }
        }
    }

    fn with_item(&mut self, item: &'a ast::WithItem) {
        if item.optional_vars.is_some() {
            self.bare(item.start().to_u32(), item.end().to_u32());
        }
    }

    /// Something that only `$X` and `...` match.
    fn bare(&mut self, start: u32, end: u32) {
        let index = Rc::clone(&self.index);
        for pattern in index.bare() {
            self.with(*pattern, |m| m.try_text(start, end));
        }
    }

    fn decorators(&mut self, stmt: &'a Stmt) {
        let decorators = match stmt {
            Stmt::FunctionDef(def) => &def.decorator_list,
            Stmt::ClassDef(class) => &class.decorator_list,
            _ => return,
        };
        let index = Rc::clone(&self.index);
        for decorator in decorators {
            let named = index.decorator_calls(&decorator.expression, &self.code);
            for pattern in index.decorators().iter().chain(named.into_iter().flatten()) {
                self.with(*pattern, |m| {
                    m.reset();
                    let (start, end) = (decorator.start().to_u32(), decorator.end().to_u32());
                    let expression = &decorator.expression;
                    let _ = match m.top() {
                        Top::Decorator(pattern) => m.decorator(pattern, expression, &mut |m| m.emit_here(start, end)),
                        // A bare `@d` counts as `d()`.
                        Top::Expr(pattern @ ExprPat::Call(..)) if !matches!(expression, Expr::Call(_)) => {
                            m.decorator(pattern, expression, &mut |m| m.emit_here(expression.start().to_u32(), end))
                        }
                        _ => std::ops::ControlFlow::Continue(()),
                    };
                });
            }
        }
    }

    fn expr(&mut self, expr: &'a Expr) {
        if expr.end().to_u32() <= self.range.start || expr.start().to_u32() >= self.range.end {
            return;
        }
        if let Expr::Slice(_) = expr {
            return sub_expressions(expr, &mut |inner| self.expr(inner));
        }
        self.operators(expr);
        let index = Rc::clone(&self.index);
        let named = index.by_name(expr, &self.code);
        for pattern in index.by_kind(expr).iter().chain(named.into_iter().flatten()) {
            self.with(*pattern, |m| match m.top() {
                Top::Expr(wanted) => m.try_expr(wanted, expr),
                Top::Assign(wanted) => m.try_named(wanted, expr),
                Top::Decorator(_) | Top::Stmt(_) | Top::Sequence(_) | Top::Never => {}
            });
        }
        match expr {
            Expr::FString(string) => self.f_string(string),
            Expr::StringLiteral(literal) if literal.value.is_implicit_concatenated() => {
                literal.value.iter().for_each(|part| self.piece(part.start().to_u32(), part.end().to_u32()));
            }
            // The string that bytes are made of is seen too, without the parentheses around them.
            Expr::BytesLiteral(literal) => {
                self.piece(literal.start().to_u32(), literal.end().to_u32());
            }
            Expr::Lambda(lambda) => {
                for pattern in index.returns() {
                    self.with(*pattern, |m| m.try_lambda(&lambda.body));
                }
            }
            Expr::Dict(dict) => near(&dict.items, &self.range, pair_ends).iter().for_each(|item| self.pair(item)),
            Expr::DictComp(ast::ExprDictComp { key: Some(key), value, .. }) => self.pair_of(key, value),
            Expr::Call(call) => {
                let arguments = near(&call.arguments.args, &self.range, expr_ends);
                let starred = arguments.iter().filter(|argument| matches!(argument, Expr::Starred(_)));
                starred.for_each(|starred| self.bare(starred.start().to_u32(), starred.start().to_u32() + 1));
                for keyword in call.arguments.keywords.iter().filter(|keyword| keyword.arg.is_none()) {
                    self.bare(keyword.start().to_u32(), keyword.start().to_u32() + 2);
                    self.bare(keyword.start().to_u32(), keyword.end().to_u32());
                }
            }
            _ => {}
        }
        self.inside(expr);
    }

    /// The expressions directly inside of `expr`; of many arguments or items those near what is searched.
    fn inside(&mut self, expr: &'a Expr) {
        match expr {
            // Semgrep does not see the first operand of a chain.
            Expr::Compare(compare) if compare.ops.len() > 1 => {
                let outer = std::mem::replace(&mut self.strict_alone, true);
                self.expr(&compare.left);
                self.strict_alone = outer;
                compare.comparators.iter().for_each(|inner| self.expr(inner));
            }
            Expr::List(ast::ExprList { elts, .. }) | Expr::Tuple(ast::ExprTuple { elts, .. }) | Expr::Set(ast::ExprSet { elts, .. }) => {
                near(elts, &self.range, expr_ends).iter().for_each(|inner| match inner {
                    Expr::Starred(starred) => self.expr(&starred.value),
                    other => self.expr(other),
                });
            }
            Expr::Dict(dict) => {
                for item in near(&dict.items, &self.range, pair_ends) {
                    item.key.iter().for_each(|key| self.expr(key));
                    self.expr(&item.value);
                }
            }
            Expr::Call(call) => {
                self.expr(&call.func);
                near(&call.arguments.args, &self.range, expr_ends).iter().for_each(|argument| self.expr(argument));
                call.arguments.keywords.iter().for_each(|keyword| self.expr(&keyword.value));
            }
            _ => sub_expressions(expr, &mut |inner| self.expr(inner)),
        }
    }

    /// An entry of a dict, which is a tuple of key and value.
    fn pair(&mut self, item: &'a ast::DictItem) {
        if let Some(key) = &item.key {
            self.pair_of(key, &item.value);
        }
    }

    fn pair_of(&mut self, key: &'a Expr, value: &'a Expr) {
        if self.index.bare().is_empty() && self.index.tuples().is_empty() {
            return;
        }
        let text = self.code.text;
        let (start, end) = (ranges::of_expr(text, key).0, ranges::of_expr(text, value).1);
        self.bare(start, end);
        for pattern in Rc::clone(&self.index).tuples() {
            self.with(*pattern, |m| m.try_pair([key, value], start, end));
        }
    }

    /// Operators are names of functions for `$X`.
    fn operators(&mut self, expr: &'a Expr) {
        if self.index.bare().is_empty() {
            return;
        }
        let text = self.code.text;
        let places: Vec<(u32, u32)> = match expr {
            Expr::BinOp(binary) => vec![operator_after(text, &binary.left, binary.op.as_str())],
            Expr::BoolOp(operation) => vec![operator_after(text, &operation.values[0], operation.op.as_str())],
            Expr::UnaryOp(unary) => {
                let start = unary.start().to_u32();
                let length = if unary.op == ast::UnaryOp::Not { 3 } else { 1 };
                vec![(start, start + length)]
            }
            Expr::Compare(compare) => {
                let operands = std::iter::once(&*compare.left).chain(&compare.comparators);
                let words = compare.ops.iter().map(|op| op.as_str().split(' ').next().unwrap_or_default());
                operands.zip(words).map(|(operand, word)| operator_after(text, operand, word)).collect()
            }
            _ => return,
        };
        places.into_iter().for_each(|(start, end)| self.bare(start, end));
    }

    /// One of several literals written next to each other.
    fn piece(&mut self, start: u32, end: u32) {
        self.bare(start, end);
        for pattern in Rc::clone(&self.index).strings() {
            self.with(*pattern, |m| m.try_piece(start, end));
        }
    }

    /// One of several strings written next to each other, some with fields.
    fn f_part(&mut self, part: &'a ast::FStringPart) {
        let (start, end) = (part.start().to_u32(), part.end().to_u32());
        match part {
            ast::FStringPart::Literal(_) => self.piece(start, end),
            ast::FStringPart::FString(_) => {
                self.bare(start, end);
                for pattern in Rc::clone(&self.index).f_strings() {
                    self.with(*pattern, |m| m.try_f_part(part, start, end));
                }
            }
        }
    }

    /// The text of an f-string counts as strings, and a field as what is in it.
    fn f_string(&mut self, string: &'a ast::ExprFString) {
        let index = Rc::clone(&self.index);
        if string.value.is_implicit_concatenated() {
            string.value.iter().for_each(|part| self.f_part(part));
        }
        for element in string.value.elements() {
            if let InterpolatedStringElement::Interpolation(field) = element {
                let (start, end) = (field.start().to_u32(), field.end().to_u32());
                index.f_strings().iter().for_each(|pattern| self.with(*pattern, |m| m.try_lone_field(start, end)));
            }
        }
        for element in string.value.elements() {
            let (start, end) = (element.start().to_u32(), element.end().to_u32());
            self.bare(start, end);
            for pattern in index.strings() {
                self.with(*pattern, |m| match (element, m.top()) {
                    (InterpolatedStringElement::Literal(_), Top::Expr(ExprPat::Str(wanted))) => m.try_chunk(wanted, start, end),
                    (InterpolatedStringElement::Interpolation(field), Top::Expr(wanted)) => {
                        m.try_field(wanted, &field.expression, start, end);
                    }
                    _ => {}
                });
            }
        }
    }
}

/// Those of many items in the order of the text that lie in bytes `range` or overlap it: each of the items of a long list may be
/// searched by itself.
fn near<'e, T>(items: &'e [T], range: &Range<u32>, ends: fn(&T) -> (u32, u32)) -> &'e [T] {
    let from = items.partition_point(|item| ends(item).1 <= range.start);
    let upto = from + items[from..].partition_point(|item| ends(item).0 < range.end);
    &items[from..upto]
}

fn expr_ends(expr: &Expr) -> (u32, u32) {
    (expr.start().to_u32(), expr.end().to_u32())
}

fn pair_ends(item: &ast::DictItem) -> (u32, u32) {
    let start = item.key.as_ref().unwrap_or(&item.value).start();
    (start.to_u32(), item.value.end().to_u32())
}

/// Where the operator `word` stands behind `operand`.
fn operator_after(text: &str, operand: &Expr, word: &str) -> (u32, u32) {
    let from = operand.end().to_usize();
    let code = text.get(from..).unwrap_or_default();
    let at = code.find(word).unwrap_or_default() + from;
    let fits = |offset: usize| u32::try_from(offset).expect("discovery bounds the size of a file");
    (fits(at), fits(at + word.len()))
}

/// Tries a pattern that is a statement or several.
fn statement<'a>(matcher: &mut Matcher<'_, 'a>, node: Node<'a>, at: u32) {
    matcher.reset();
    let entry = &matcher.flat.entries[at as usize];
    let (start, end) = (entry.start, entry.finish);
    match matcher.top() {
        Top::Sequence(patterns) => matcher.sequence_at(patterns, at),
        Top::Assign(pattern) => {
            if let Node::Stmt(stmt) = node {
                let _ = matcher.assign_stmt(pattern, stmt, &mut |m| m.emit_here(start, end));
            }
        }
        Top::Stmt(StmtPat::Global(names)) => matcher.try_global(names, node),
        Top::Stmt(StmtPat::Import(patterns)) => matcher.try_import(patterns, node),
        Top::Stmt(pattern) => {
            let (start, end) = narrower(matcher.code.text, pattern, node).unwrap_or((start, end));
            let _ = matcher.stmt(pattern, at, &mut |m| m.emit_here(start, end));
        }
        Top::Expr(_) | Top::Decorator(_) | Top::Never => {}
    }
}

/// `raise $X` ends before `from`, `del` starts at what it deletes.
fn narrower(text: &str, pattern: &StmtPat, node: Node) -> Option<(u32, u32)> {
    match (pattern, node) {
        (StmtPat::Raise(_, None), Node::Stmt(Stmt::Raise(stmt))) => {
            stmt.exc.as_ref().map(|exc| (stmt.start().to_u32(), ranges::of_expr(text, exc).1))
        }
        (StmtPat::Delete(_), Node::Stmt(Stmt::Delete(stmt))) => {
            stmt.targets.first().map(|first| (ranges::of_expr(text, first).0, node.end()))
        }
        _ => None,
    }
}
