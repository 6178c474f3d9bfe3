//! One table filled by binary `COPY`, the fastest way in.

use std::pin::Pin;

use tokio_postgres::Client;
use tokio_postgres::binary_copy::BinaryCopyInWriter;
use tokio_postgres::types::ToSql;

use super::SampleError;

/// Told a table, how many of its rows are written, and how many there will be.
pub type Progress<'a> = &'a (dyn Fn(&'static str, u64, u64) + Send + Sync);

/// So many rows between two reports.
const STEP: u64 = 5000;

/// A table being filled.
pub struct Copy<'a> {
    writer: Pin<Box<BinaryCopyInWriter>>,
    table: &'static str,
    done: u64,
    total: u64,
    progress: Progress<'a>,
}

impl<'a> Copy<'a> {
    /// Begins to fill these columns. The rows' ids are given: what refers to them need not ask for them.
    pub async fn into(
        client: &Client,
        table: &'static str,
        columns: &str,
        total: u64,
        progress: Progress<'a>,
    ) -> Result<Self, SampleError> {
        // The table itself knows the types.
        let types = client.prepare(&format!("select {columns} from {table}")).await?;
        let types: Vec<_> = types.columns().iter().map(|column| column.type_().clone()).collect();
        let sink = client.copy_in(&format!("copy {table} ({columns}) from stdin (format binary)")).await?;
        Ok(Self { writer: Box::pin(BinaryCopyInWriter::new(sink, &types)), table, done: 0, total, progress })
    }

    /// One row, its values in the order of the columns.
    pub async fn row(&mut self, values: &[&(dyn ToSql + Sync)]) -> Result<(), SampleError> {
        self.writer.as_mut().write(values).await?;
        self.done += 1;
        if self.done.is_multiple_of(STEP) {
            (self.progress)(self.table, self.done, self.total);
        }
        Ok(())
    }

    /// Ends the table; says how many rows it got.
    pub async fn finish(mut self) -> Result<u64, SampleError> {
        let rows = self.writer.as_mut().finish().await?;
        (self.progress)(self.table, rows, rows);
        Ok(rows)
    }
}
