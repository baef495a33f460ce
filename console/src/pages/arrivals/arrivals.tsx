export function Page() {
  return <h1>Arrivals</h1>;
}
