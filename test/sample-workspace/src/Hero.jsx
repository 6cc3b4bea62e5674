/** The top of the landing page; its clip goes above the heading. */
export function Hero({ title }) {
  return (
    <header className="hero">

      <h1>{title}</h1>
    </header>
  );
}
