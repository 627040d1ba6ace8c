//! The Django project as a model.
