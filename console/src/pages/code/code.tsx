export function Page() {
  return <h1>Code</h1>;
}
