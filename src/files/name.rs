//! Names of files as text: each name its own text, also where it is not UTF-8.

use std::fmt::Write as _;

/// A name from its bytes; a byte that is not UTF-8 is written as `\xNN`, so that two names never become one.
pub fn name_of(bytes: &[u8]) -> String {
    let mut name = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        name.push_str(chunk.valid());
        for byte in chunk.invalid() {
            write!(name, "\\x{byte:02x}").expect("writing to a string cannot fail");
        }
    }
    name
}

#[cfg(test)]
mod tests {
    use super::name_of;

    #[test]
    fn names_stay_apart() {
        assert_eq!(name_of("späße.py".as_bytes()), "späße.py");
        assert_eq!(name_of(b"a\xff\xc3.py"), "a\\xff\\xc3.py");
        assert_ne!(name_of(b"\xff"), name_of(b"\xfe"));
    }
}
