import { QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { Router } from 'wouter';
import { queryClient } from './api/query-client.ts';
import { App } from './app.tsx';
import { BASE_PATH } from './lib/base-path.ts';
import { useExactLocation, useExactSearch } from './lib/exact-location.ts';
import './style/base.css';
import './style/parts.css';
import './style/rows.css';

const root = document.querySelector('#app');
if (root === null) throw new Error('index.html has no #app');
createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={queryClient}>
      <Router base={BASE_PATH} hook={useExactLocation} searchHook={useExactSearch}>
        <App />
      </Router>
    </QueryClientProvider>
  </StrictMode>,
);
