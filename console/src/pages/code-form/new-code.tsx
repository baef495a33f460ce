export function Page() {
  return <h1>New code</h1>;
}
