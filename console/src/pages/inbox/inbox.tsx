export function Page() {
  return <h1>Found at doors</h1>;
}
