interface ColourInputProps {
  readonly label: string;
  /** `#rrggbb`. */
  readonly value: string;
  readonly onChange: (value: string) => void;
}

/** A colour and what it is for; the system's own dialog chooses it. */
export function ColourInput({ label, value, onChange }: ColourInputProps) {
  return (
    <label className="flex items-center gap-2">
      <input
        type="color"
        value={value}
        onChange={({ target }) => onChange(target.value)}
        className="bg-canvas ring-edge h-8 w-12 shrink-0 cursor-pointer rounded-md p-1 ring-1 ring-inset"
      />
      {label}
    </label>
  );
}
