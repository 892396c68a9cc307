'use client';

import { Button, NumberInput, TextInput } from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import { type Category, nextCategory } from '../form';
import classes from './scales.module.css';

const MOST = 100;

type Props = { categories: Category[]; wrong?: string; onChange: (categories: Category[]) => void };

/** What is chosen from, in this order, and the number that each counts for. */
export function CategoriesField({ categories, wrong, onChange }: Props) {
  const change = (at: number, part: Partial<Category>) => onChange(categories.map((one, index) => (index === at ? { ...one, ...part } : one)));
  return (
    <fieldset className={classes.categories}>
      <legend>Categories</legend>
      <p>In the order they are offered. The number is what averages are made of.</p>
      {categories.map(({ label, value }, at) => (
        <div key={at} className={classes.category}>
          <TextInput
            aria-label={`Category ${at + 1}`}
            placeholder="Such as good"
            required
            maxLength={200}
            value={label}
            onChange={({ currentTarget }) => change(at, { label: currentTarget.value })}
          />
          <NumberInput aria-label={`Number of category ${at + 1}`} required hideControls value={value} onChange={(number) => change(at, { value: number })} />
          <Button px={6} aria-label={`Remove category ${at + 1}`} disabled={categories.length === 1} onClick={() => onChange(categories.filter((_, index) => index !== at))}>
            <IconX size={14} aria-hidden />
          </Button>
        </div>
      ))}
      {wrong && (
        <p className={classes.wrong} role="alert">
          {wrong}
        </p>
      )}
      {categories.length < MOST && (
        <div>
          <Button size="compact-sm" leftSection={<IconPlus size={14} aria-hidden />} onClick={() => onChange([...categories, nextCategory(categories)])}>
            Add a category
          </Button>
        </div>
      )}
    </fieldset>
  );
}
