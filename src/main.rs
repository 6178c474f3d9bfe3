//! Hands the arguments to `cli`; nothing else.

/// An answer is thousands of small pieces that live as long as its request; the system's allocator spends a quarter
/// of the time on them.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    vinilogy::cli::main()
}
