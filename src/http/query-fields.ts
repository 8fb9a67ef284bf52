import { applyDecorators } from '@nestjs/common';
import { ApiPropertyOptional, type ApiPropertyOptions } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsOptional, registerDecorator, type ValidationArguments, type ValidatorConstraintInterface } from 'class-validator';

const DECIMAL = /^-?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?$/i;
const WHOLE = /^\d{1,16}$/;

/** Texts of queries are names and searches; what is longer names nothing. */
const MAX_TEXT_LENGTH = 1000;

export interface WholeNumberOptions {
  readonly description: string;
  readonly minimum: number;
  readonly maximum: number;
  readonly example: number;
  readonly default?: number;
}

/** An optional query parameter that is a whole number in decimal digits, documented and checked. */
export function WholeNumberParameter({ minimum, maximum, ...schema }: WholeNumberOptions): PropertyDecorator {
  return applyDecorators(
    documented({ type: 'integer', minimum, maximum, ...schema }),
    Read(WHOLE),
    Check('isWholeNumber', `must be a whole number from ${minimum} to ${maximum}`, (value) => {
      return typeof value === 'number' && Number.isSafeInteger(value) && value >= minimum && value <= maximum;
    }),
  );
}

/** An optional query parameter that is a finite decimal number, documented and checked. */
export function DecimalParameter(description: string, example: number): PropertyDecorator {
  return applyDecorators(
    documented({ type: 'number', description, example }),
    Read(DECIMAL),
    Check('isDecimal', 'must be a decimal number, such as 0.5', (value) => Number.isFinite(value)),
  );
}

/** An optional query parameter of 1 to 1000 characters, documented and checked. */
export function TextParameter(description: string, example: string): PropertyDecorator {
  return applyDecorators(
    documented({ type: 'string', minLength: 1, maxLength: MAX_TEXT_LENGTH, description, example }),
    Check('isTextParameter', `must be one text of 1 to ${MAX_TEXT_LENGTH} characters`, (value) => {
      return typeof value === 'string' && value !== '' && value.length <= MAX_TEXT_LENGTH;
    }),
  );
}

/** The highest of a range: it can't be below the parameter that has the least, where both are given. */
export function NotBelow(least: string): PropertyDecorator {
  const leastOf = (args: ValidationArguments | undefined): unknown =>
    (args?.object as Record<string, unknown> | undefined)?.[least];
  return (target, property) => {
    const validator: ValidatorConstraintInterface = {
      validate: (value, args) => {
        const bound = leastOf(args);
        return typeof value !== 'number' || typeof bound !== 'number' || value >= bound;
      },
      defaultMessage: (args) =>
        `must not be below ${least}: it is ${String(args?.value)}, and ${least} is ${String(leastOf(args))}`,
    };
    registerDecorator({ name: 'notBelow', target: target.constructor, propertyName: String(property), validator });
  };
}

/** Documents an optional query parameter and skips its checks where it is absent. */
export function documented(schema: ApiPropertyOptions): PropertyDecorator {
  return applyDecorators(ApiPropertyOptional(schema), IsOptional());
}

/** A check of one field, with what it says of a wrong value. */
export function Check(name: string, message: string, isValid: (value: unknown) => boolean): PropertyDecorator {
  return (target, property) => {
    const validator = { validate: isValid, defaultMessage: () => message };
    registerDecorator({ name, target: target.constructor, propertyName: String(property), validator });
  };
}

/** Turns a text of this form into its number, and leaves anything else to be refused. */
function Read(form: RegExp): PropertyDecorator {
  return Transform(({ value }: { readonly value: unknown }) => {
    return typeof value === 'string' && form.test(value) ? Number(value) : value;
  });
}
