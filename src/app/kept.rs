//! What rooms keep in memory for as long as the process lives: nothing that another process would miss.

use std::any::{Any, TypeId};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// One thing of each type.
#[derive(Default)]
pub struct Kept(Mutex<HashMap<TypeId, Arc<dyn Any + Send + Sync>>>);

impl Kept {
    /// The thing of that type, which begins as its default.
    pub fn of<T: Any + Default + Send + Sync>(&self) -> Arc<T> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let thing = Arc::clone(kept.entry(TypeId::of::<T>()).or_insert_with(|| Arc::new(T::default())));
        // What lies under a type is of that type.
        thing.downcast().unwrap_or_default()
    }
}
