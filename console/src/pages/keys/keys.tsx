export function Page() {
  return <h1>API keys</h1>;
}
