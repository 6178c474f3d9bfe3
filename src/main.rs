//! Hands the arguments to `cli`; nothing else.

fn main() -> std::process::ExitCode {
    vinilogy::cli::main()
}
