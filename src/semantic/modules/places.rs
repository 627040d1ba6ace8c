//! Which dotted names a file has: below the folder that holds its topmost package, below `src`, below the project's root.

use rustc_hash::FxHashSet;

/// Folders of a project that hold Python.
pub(super) struct Places<'f> {
    /// Folders with an `__init__.py`.
    packages: FxHashSet<&'f str>,
    /// Folders that imports may begin in.
    roots: FxHashSet<&'f str>,
}

/// A file's dotted names; the first is what its own package calls it.
pub(super) struct Place {
    pub(super) names: Vec<Box<str>>,
    pub(super) is_package: bool,
}

impl<'f> Places<'f> {
    pub(super) fn of(paths: impl Iterator<Item = &'f str> + Clone) -> Self {
        let packages: FxHashSet<&str> = paths.clone().filter_map(|path| file_in(path, "__init__.py")).collect();
        let mut roots = FxHashSet::from_iter([""]);
        for path in paths {
            roots.extend(file_in(path, "manage.py"));
            let folder = parent(path);
            roots.extend(outward(folder).filter(|folder| name(folder) == "src"));
            if packages.contains(folder) {
                roots.extend(outward(folder).find(|folder| !packages.contains(folder)));
            }
        }
        Self { packages, roots }
    }

    pub(super) fn of_file(&self, path: &str) -> Place {
        let is_package = file_in(path, "__init__.py").is_some();
        let stem = if is_package { parent(path) } else { path.strip_suffix(".py").unwrap_or(path) };
        let folder = parent(path);
        let in_package = self.packages.contains(folder);
        let mut names = Vec::new();
        for root in outward(folder) {
            // The folder above the topmost package comes first; folders inside of packages are no place to begin in.
            if self.roots.contains(root) && !(in_package && self.packages.contains(root)) {
                let below = stem.strip_prefix(root).unwrap_or(stem).trim_start_matches('/');
                if !below.is_empty() {
                    names.push(below.replace('/', ".").into());
                }
            }
        }
        Place { names, is_package }
    }
}

/// The folder of `path` if it is a file of this name.
fn file_in<'p>(path: &'p str, wanted: &str) -> Option<&'p str> {
    (name(path) == wanted).then(|| parent(path))
}

fn parent(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

fn name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// `folder` and those around it, up to the root of the project.
fn outward(folder: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(folder), |folder| (!folder.is_empty()).then(|| parent(folder)))
}

#[cfg(test)]
mod tests {
    use super::Places;

    #[test]
    fn packages_source_folders_and_plain_folders_give_names() {
        let paths = [
            "manage.py",
            "src/shop/__init__.py",
            "src/shop/views.py",
            "tools/run.py",
            "back/manage.py",
            "back/api/v.py",
            "company/x/__init__.py",
        ];
        let places = Places::of(paths.into_iter());
        let names = |path: &str| places.of_file(path).names.iter().map(ToString::to_string).collect::<Vec<_>>();
        assert_eq!(names("src/shop/views.py"), ["shop.views", "src.shop.views"]);
        assert_eq!(names("src/shop/__init__.py"), ["shop", "src.shop"]);
        assert_eq!(names("tools/run.py"), ["tools.run"]);
        assert_eq!(names("back/api/v.py"), ["api.v", "back.api.v"]);
        assert_eq!(names("company/x/__init__.py"), ["x", "company.x"]);
        assert_eq!(names("manage.py"), ["manage"]);
    }
}
