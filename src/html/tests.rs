//! What patterns of HTML find, and that hostile ones end.

use super::*;

fn found(pattern: &str, text: &str) -> String {
    let pattern = match Pattern::parse(pattern, Options::default()) {
        Ok(pattern) => pattern,
        Err(error) => return error.message,
    };
    let found = pattern.find(&read(text), text, 100);
    let one = |place: &Place| {
        let captures = place.captures.iter().map(|(name, range)| format!(" {name}={}", &text[range.clone()]));
        format!("{}{}\n", &text[place.range.clone()], captures.collect::<String>())
    };
    found.places.iter().map(one).collect()
}

#[test]
fn elements_attributes_and_bodies() {
    let text = "<a href='/x' id=1>go</a><p><a href>on</a> and <b>off</b></p>";
    let all = ["<a href=\"$X\">$Y</a>", "<$T>... <b>...</b></$T>", "$N=\"$X\"", "<p>$...B</p>", "<a href>on</a>", "<p>and</p>", "hello"];
    let pictures = all.map(|pattern| format!("{pattern}\n{}\n", found(pattern, text)));
    insta::assert_snapshot!(pictures.concat(), @r#"
        <a href="$X">$Y</a>
        <a href='/x' id=1>go</a> $X=/x $Y=go

        <$T>... <b>...</b></$T>
        <p><a href>on</a> and <b>off</b></p> $T=p

        $N="$X"
        href='/x' $N=href $X=/x
        id=1 $N=id $X=1

        <p>$...B</p>
        <p><a href>on</a> and <b>off</b></p> $...B=<a href>on</a> and <b>off</b>

        <a href>on</a>
        <a href>on</a>

        <p>and</p>

        hello
        it is no element (`<tag ...>...</tag>`), and no attribute with a value (`name="$X"`)
        "#);
}

#[test]
fn hostile_patterns_end() {
    let text = format!("<div>{}</div>", "<i a=1 b=2 c=3>x</i>".repeat(3_000));
    for pattern in [
        "<div>... $A ... $B ... $C ... </div>".replace(' ', ""),
        format!("<div>{}</div>", "...<i>$X</i>".repeat(12)),
        format!("<div>{}</div>", (0..12).map(|number| format!("<i>$X</i>...<i $A{number}=\"$B{number}\">...</i>...")).collect::<String>()),
        format!("<div {}>...</div>", "$A=\"...\" ".repeat(50)),
        "<div>".repeat(5_000),
        "<div>$...A<i>...</i>$...B<i>...</i>$...C<i>...</i></div>".to_owned(),
    ] {
        if let Ok(pattern) = Pattern::parse(&pattern, Options::default()) {
            let _ = pattern.find(&read(&text), &text, 1_000);
        }
    }
    let tag = format!("<a {}>x</a>", (0..3_000).map(|number| format!("n{number}=v ")).collect::<String>());
    let pattern = Pattern::parse("<a $A=$V $B=$W $C=$X $D=$Y>...</a>", Options::default()).expect("a pattern");
    assert_eq!(pattern.find(&read(&tag), &tag, 1_000).limit, Some(Limit::Steps));
}
