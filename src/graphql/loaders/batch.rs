//! Asking together: what the fields of one page ask for one by one becomes one statement.
//!
//! async-graphql's own loader waits a fixed time for the fields beside the one that asked first, on a timer of a
//! thread of its own: 2 ms for each level of a query, however fast the rest is. Here whoever asks steps back until
//! the fields beside have asked too. They are futures of one task, so that this takes no time when there are none.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Mutex, PoisonError};

use tokio::sync::oneshot;

use super::Shared;

/// So often whoever asks lets the others go first. Fields of one object, and of the rows of one list, start in the
/// same turn; the second is for those that begin by looking at a clock or a lock.
const TURNS: usize = 2;

/// What loads for many keys at once.
pub trait Load: Send + Sync {
    type Key: Clone + Eq + Hash + Send + Sync;
    type Value: Clone + Send;

    /// What there is for these keys; one that is missing has none.
    fn load(&self, keys: &[Self::Key]) -> impl Future<Output = Result<HashMap<Self::Key, Self::Value>, Shared>> + Send;
}

type Answer<V> = Result<Option<V>, Shared>;

/// Who waits for what.
type Waiting<K, V> = HashMap<K, Vec<oneshot::Sender<Answer<V>>>>;

struct Asked<K, V> {
    waiting: Waiting<K, V>,
    /// How often what was asked for has been taken away to be loaded.
    taken: u64,
}

/// A loader and who waits for it, within one request.
pub struct Batch<L: Load> {
    loader: L,
    asked: Mutex<Asked<L::Key, L::Value>>,
}

impl<L: Load> Batch<L> {
    pub fn new(loader: L) -> Self {
        Self { loader, asked: Mutex::new(Asked { waiting: HashMap::new(), taken: 0 }) }
    }

    /// What there is for this key, asked for together with all that is asked for in this turn.
    pub async fn load_one(&self, key: L::Key) -> Answer<L::Value> {
        loop {
            let (tell, mut told) = oneshot::channel();
            let turn = {
                let mut asked = self.lock();
                asked.waiting.entry(key.clone()).or_default().push(tell);
                asked.taken
            };
            for _ in 0..TURNS {
                tokio::task::yield_now().await;
            }
            let taken = {
                let mut asked = self.lock();
                (asked.taken == turn).then(|| {
                    asked.taken += 1;
                    std::mem::take(&mut asked.waiting)
                })
            };
            if let Some(waiting) = taken {
                // In this task and not in one of its own: all who wait hear of it in one turn, and so ask for what
                // comes next in one turn.
                self.answer(waiting).await;
            }
            // Whoever took the key with them may have been given up with their field; then it is asked for again.
            if let Ok(answer) = (&mut told).await {
                return answer;
            }
        }
    }

    async fn answer(&self, waiting: Waiting<L::Key, L::Value>) {
        let keys: Vec<L::Key> = waiting.keys().cloned().collect();
        let mut loaded = self.loader.load(&keys).await;
        for (key, mut tells) in waiting {
            let mut answer = match &mut loaded {
                Ok(found) => Ok(found.remove(&key)),
                Err(error) => Err(error.clone()),
            };
            // Nearly always one asks, and gets the rows themselves.
            while let Some(tell) = tells.pop() {
                let copy = if tells.is_empty() { std::mem::replace(&mut answer, Ok(None)) } else { answer.clone() };
                // Whoever is not there any more needs no answer.
                let _ = tell.send(copy);
            }
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Asked<L::Key, L::Value>> {
        self.asked.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use futures::future::join_all;

    use super::*;

    /// Doubles even numbers, has nothing for odd ones, and counts how often it is asked.
    #[derive(Default)]
    struct Doubles(AtomicUsize);

    impl Load for Doubles {
        type Key = u32;
        type Value = u32;

        async fn load(&self, keys: &[u32]) -> Result<HashMap<u32, u32>, Shared> {
            self.0.fetch_add(1, Ordering::SeqCst);
            tokio::task::yield_now().await;
            Ok(keys.iter().filter(|key| *key % 2 == 0).map(|key| (*key, key * 2)).collect())
        }
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn what_is_asked_in_one_turn_is_loaded_at_once_and_the_next_step_too() {
        let (first, second) = (Batch::new(Doubles::default()), Batch::new(Doubles::default()));
        let answers = join_all((0..200).map(|at| {
            let (first, second) = (&first, &second);
            async move {
                let key = at % 100;
                let once = first.load_one(key).await.ok().flatten();
                (key, once, second.load_one(once.unwrap_or(1)).await.ok().flatten())
            }
        }))
        .await;
        for (key, once, twice) in answers {
            assert_eq!(once, (key % 2 == 0).then_some(key * 2));
            assert_eq!(twice, once.map(|number| number * 2));
        }
        assert_eq!((first.loader.0.load(Ordering::SeqCst), second.loader.0.load(Ordering::SeqCst)), (1, 1));
    }

    #[tokio::test]
    async fn whoever_loads_may_be_given_up_and_the_others_still_get_theirs() {
        let batch = Batch::new(Doubles::default());
        let mut given_up = Box::pin(batch.load_one(2));
        // Until it has taken the other's key with it and is loading.
        let other = async {
            let mut other = Box::pin(batch.load_one(4));
            let mut turns = 0;
            std::future::poll_fn(|cx| {
                let _ = given_up.as_mut().poll(cx);
                turns += 1;
                let polled = other.as_mut().poll(cx);
                assert!(polled.is_pending() || turns > 3, "it was loaded before anybody was given up");
                if turns == 3 {
                    given_up = Box::pin(batch.load_one(6));
                }
                polled
            })
            .await
        };
        assert_eq!(other.await.ok().flatten(), Some(8));
    }
}
