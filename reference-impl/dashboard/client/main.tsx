import { effect } from '@preact/signals';
import { render } from 'preact';
import { App } from './app.tsx';
import { connect } from './connect.ts';
import { connection, state } from './store.ts';
import { haTold } from './words.ts';

const place = document.getElementById('page');
if (place) {
  render(<App />, place);
  // The state is seen in a tab as well, and never an old one.
  effect(() => {
    const told = state.value;
    const isKnown = told !== undefined && connection.value === 'live';
    document.title = `${isKnown ? haTold(told.ha.state).word : 'Unknown'} · failover dashboard`;
  });
  connect();
}
