export function Record() {
  return (
    <svg viewBox="0 0 32 32" aria-hidden="true">
      <circle cx="16" cy="16" r="15.3" fill="#1d1b19" stroke="#6b635a" strokeWidth="0.6" />
      <circle cx="16" cy="16" r="12.2" fill="none" stroke="#544d46" strokeWidth="0.7" />
      <circle cx="16" cy="16" r="9.6" fill="none" stroke="#544d46" strokeWidth="0.7" />
      <path d="M16 1.5a14.5 14.5 0 0 1 10 4L16 16z" fill="#fff" opacity="0.13" />
      <path d="M16 30.5a14.5 14.5 0 0 1-10-4L16 16z" fill="#fff" opacity="0.13" />
      <circle cx="16" cy="16" r="6.4" fill="#c9452b" />
      <circle cx="16" cy="16" r="1.5" fill="#faf8f4" />
    </svg>
  );
}
