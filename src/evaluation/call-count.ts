import { type Model, passedOn } from './model.ts';

/** How many calls of models are under way, those included that wait for their turn. */
export class CallCount {
  count = 0;

  /** The same model, whose calls are counted. */
  counted(model: Model): Model {
    return {
      ...passedOn(model),
      complete: async (request, signal, options) => {
        this.count += 1;
        try {
          return await model.complete(request, signal, options);
        } finally {
          this.count -= 1;
        }
      },
    };
  }
}
