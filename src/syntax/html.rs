//! HTML's grammar: text to elements, attributes and texts. Never fails; what it means is left to `html`.
//!
//! Tags of Django and Jinja are text here, and attributes where they stand in a tag.

use std::ops::ControlFlow;

use tree_sitter::{Node as Syntax, ParseOptions, ParseState, Parser, Tree, TreeCursor};

use super::html_limits;

/// How often the parser asks whether to go on before it is told to stop: texts that are no HTML may take it very long.
const MAX_ROUNDS: u32 = 12_000;

/// The elements of one text.
#[derive(Debug, Default)]
pub struct Html {
    nodes: Vec<Node>,
    top: Vec<usize>,
    is_whole: bool,
}

/// An element or a text.
#[derive(Debug, Clone)]
pub struct Node {
    /// First byte.
    pub start: u32,
    /// One past the last byte. What ends without a tag of its own ends where the next thing begins.
    pub end: u32,
    /// Which it is.
    pub kind: NodeKind,
}

/// What a node is.
#[derive(Debug, Clone)]
pub enum NodeKind {
    /// `<name …>…</name>`, `<name …/>`, or `<!doctype …>`.
    Element(Element),
    /// Text between tags without white space around it, one entity, or all that stands in a script or style.
    Text,
}

/// An element.
#[derive(Debug, Clone, Default)]
pub struct Element {
    /// The name of its tag.
    pub name: (u32, u32),
    /// In the order of the text.
    pub attributes: Vec<Attribute>,
    /// Nodes in it, by number.
    pub children: Vec<usize>,
    /// Whether it is `<name …/>`.
    pub closes_itself: bool,
    /// Whether it has a closing tag.
    has_end_tag: bool,
}

/// An attribute.
#[derive(Debug, Clone, Copy)]
pub struct Attribute {
    /// All of it.
    pub range: (u32, u32),
    /// Its name.
    pub name: (u32, u32),
    /// Its value without quotes; none where there is no `=`.
    pub value: Option<(u32, u32)>,
}

impl Html {
    /// A node by its number.
    pub fn node(&self, number: usize) -> &Node {
        &self.nodes[number]
    }

    /// All elements, in the order of the text.
    pub fn elements(&self) -> impl Iterator<Item = (usize, &Element)> {
        self.nodes.iter().enumerate().filter_map(|(number, node)| match &node.kind {
            NodeKind::Element(element) => Some((number, element)),
            NodeKind::Text => None,
        })
    }

    /// The nodes that lie in no other: elements, no texts.
    pub fn top(&self) -> &[usize] {
        &self.top
    }

    /// Whether the parser came to the end of the text.
    pub fn is_whole(&self) -> bool {
        self.is_whole
    }
}

/// Reads a text as far as it can be understood; of what takes too long nothing.
pub fn parse(text: &str) -> Html {
    let Some(text) = html_limits::readable(text) else { return Html::default() };
    let Some(tree) = tree(text) else { return Html::default() };
    let mut builder = Builder { text, html: Html { is_whole: true, ..Html::default() }, open: Vec::new() };
    builder.declaration();
    builder.walk(&mut tree.walk());
    builder.html
}

fn tree(text: &str) -> Option<Tree> {
    let mut parser = Parser::new();
    parser.set_language(&tree_sitter_html::LANGUAGE.into()).ok()?;
    let declared = declared(text);
    let mut rounds = 0;
    let mut go_on = |_: &ParseState| {
        rounds += 1;
        if rounds > MAX_ROUNDS { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    };
    let options = ParseOptions::new().progress_callback(&mut go_on);
    let bytes = text.as_bytes();
    let mut read =
        |at: usize, _| if at < declared { &BLANK[..(declared - at).min(BLANK.len())] } else { bytes.get(at..).unwrap_or_default() };
    parser.parse_with_options(&mut read, None, Some(options))
}

/// Bytes of the declaration of XML. It is no HTML: what follows is read as if it were not there.
fn declared(text: &str) -> usize {
    text.strip_prefix("<?xml").and_then(|rest| rest.find("?>")).map_or(0, |end| end + "<?xml?>".len())
}

const BLANK: [u8; 64] = [b' '; 64];

/// Makes nodes of the parser's tree, without recursion.
struct Builder<'t> {
    text: &'t str,
    html: Html,
    /// Elements that are not closed yet, by number, and how deep in the parser's tree they stand.
    open: Vec<(usize, u32)>,
}

impl Builder<'_> {
    /// `<?xml version="1.0"?>` is an element with that name.
    fn declaration(&mut self) {
        let end = declared(self.text);
        if end == 0 {
            return;
        }
        let at = |byte: usize| u32::try_from(byte).expect("discovery bounds the size of a file");
        let mut attributes = Vec::new();
        let mut start = "<?xml".len();
        while let Some(quote) = self.text[start..end].find("=\"").map(|offset| start + offset) {
            let Some(close) = self.text[quote + 2..end].find('"').map(|offset| quote + 2 + offset) else { break };
            let name = quote - self.text[start..quote].chars().rev().take_while(char::is_ascii_alphanumeric).count();
            attributes.push(Attribute {
                range: (at(name), at(close + 1)),
                name: (at(name), at(quote)),
                value: Some((at(quote + 2), at(close))),
            });
            start = close + 1;
        }
        let element = Element { name: (0, at("<?xml".len())), attributes, has_end_tag: true, ..Element::default() };
        self.push((0, at(end)), NodeKind::Element(element));
    }

    fn walk(&mut self, cursor: &mut TreeCursor<'_>) {
        let mut depth = 0;
        loop {
            if self.enter(cursor.node(), depth) && cursor.goto_first_child() {
                depth += 1;
                continue;
            }
            loop {
                self.leave(depth);
                if cursor.goto_next_sibling() {
                    break;
                }
                if !cursor.goto_parent() {
                    return;
                }
                depth -= 1;
            }
        }
    }

    /// Takes one node in; whether those in it are looked at.
    fn enter(&mut self, node: Syntax<'_>, depth: u32) -> bool {
        match node.kind() {
            "document" | "start_tag" => true,
            "element" | "script_element" | "style_element" => {
                self.push(range(node), NodeKind::Element(Element::default()));
                self.open.push((self.html.nodes.len() - 1, depth));
                true
            }
            // A closing tag that closes nothing is an element, too.
            "doctype" | "erroneous_end_tag" => {
                let name = node.child(1).map_or((0, 0), range);
                self.push(range(node), NodeKind::Element(Element { name, has_end_tag: true, ..Element::default() }));
                false
            }
            "self_closing_tag" => {
                self.element(|element| element.closes_itself = true);
                true
            }
            "tag_name" => {
                self.element(|element| element.name = range(node));
                false
            }
            "attribute" => {
                let attribute = attribute(node);
                self.element(|element| element.attributes.extend(attribute));
                false
            }
            "end_tag" => {
                self.element(|element| element.has_end_tag = true);
                false
            }
            "text" | "raw_text" | "entity" if !self.open.is_empty() => {
                self.push(range(node), NodeKind::Text);
                false
            }
            _ => false,
        }
    }

    fn push(&mut self, (start, end): (u32, u32), kind: NodeKind) {
        let number = self.html.nodes.len();
        match self.open.last() {
            Some((outer, _)) => {
                if let NodeKind::Element(outer) = &mut self.html.nodes[*outer].kind {
                    outer.children.push(number);
                }
            }
            None => self.html.top.push(number),
        }
        self.html.nodes.push(Node { start, end, kind });
    }

    /// Changes the element that is open.
    fn element(&mut self, change: impl FnOnce(&mut Element)) {
        if let Some((number, _)) = self.open.last()
            && let NodeKind::Element(element) = &mut self.html.nodes[*number].kind
        {
            change(element);
        }
    }

    /// Closes the element that stands at this depth.
    fn leave(&mut self, depth: u32) {
        if self.open.last().is_some_and(|(_, own)| *own == depth) {
            let (number, _) = self.open.pop().expect("it was just seen");
            self.html.nodes[number].end = self.end(number);
        }
    }

    /// Where an element ends. As in Semgrep its closing tag is no part of it where what it holds ends in nothing there: in an element
    /// without a closing tag of its own, or in no text of a script.
    fn end(&self, number: usize) -> u32 {
        let node = &self.html.nodes[number];
        let NodeKind::Element(element) = &node.kind else { return node.end };
        let Some(last) = element.children.last().map(|last| &self.html.nodes[*last]).filter(|_| element.has_end_tag) else {
            return node.end;
        };
        let tag = self.text[..node.end as usize].rfind("</").map_or(node.end, |at| u32::try_from(at).unwrap_or(node.end));
        let ends_in_nothing = match &last.kind {
            NodeKind::Element(last) => !last.has_end_tag && !last.closes_itself,
            NodeKind::Text => last.start == last.end,
        };
        if ends_in_nothing && last.end == tag { tag } else { node.end }
    }
}

fn range(node: Syntax<'_>) -> (u32, u32) {
    let at = |byte: usize| u32::try_from(byte).expect("discovery bounds the size of a file");
    (at(node.start_byte()), at(node.end_byte()))
}

fn attribute(node: Syntax<'_>) -> Option<Attribute> {
    let name = range(node.child(0).filter(|name| name.kind() == "attribute_name")?);
    let value = node.child(2).map(|value| match value.kind() {
        "quoted_attribute_value" => {
            let (start, end) = range(value);
            // As in Semgrep the empty text stands before its quotes.
            if end <= start + 2 { (start, start) } else { (start + 1, end - 1) }
        }
        _ => range(value),
    });
    Some(Attribute { range: range(node), name, value })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn picture(text: &str) -> String {
        let html = parse(text);
        let of = |(start, end): (u32, u32)| &text[start as usize..end as usize];
        let mut out = String::new();
        for node in &html.nodes {
            out += &format!("{}-{} ", node.start, node.end);
            if let NodeKind::Element(element) = &node.kind {
                out += of(element.name);
                for attribute in &element.attributes {
                    out += &format!(" {}={:?}", of(attribute.name), attribute.value.map(of));
                }
            } else {
                out += &format!("{:?}", of((node.start, node.end)));
            }
            out.push('\n');
        }
        out
    }

    #[test]
    fn elements_attributes_and_texts() {
        insta::assert_snapshot!(picture("<!DOCTYPE html><form a='1' b=2 c {% if x %}d=\"\"{% endif %}> hi &amp; <input>\n</form><script></script><br/>\n<p>x"), @r#"
            0-15 DOCTYPE
            15-77 form a=Some("1") b=Some("2") c=None {%=None if=None x=None %}d=Some("") {%=None endif=None %}=None
            60-62 "hi"
            63-68 "&amp;"
            69-77 input
            84-92 script
            92-92 ""
            101-106 br
            107-111 p
            110-111 "x"
            "#);
    }

    #[test]
    fn hostile_texts_end() {
        for piece in
            ["<div>", "<a href=\"", "<", "</p>", "<p>", "<!--", "<script>", "<a b=c ", "&", "<x></y>", "<i></b>", "{% x %}", "<\0", "<é"]
        {
            let text = piece.repeat(60_000 / piece.len());
            let small = std::thread::Builder::new().stack_size(512 * 1024);
            small.spawn(move || drop(parse(&text))).expect("a thread starts").join().expect("no panic and no overflow");
        }
    }
}
