import type { CallContext, Implementer } from '../call-context.ts';

export function accountCalls(os: Implementer['account'], studio: CallContext) {
  const { accounts } = studio;
  const adoption = () => studio.account().adoption;
  return {
    get: os.get.handler(() => studio.account().describe()),
    list: os.list.handler(() => accounts.list()),
    methods: os.methods.handler(({ input }) => accounts.methods(input)),
    connect: os.connect.handler(({ input }) => accounts.connect(input)),
    sendCode: os.sendCode.handler(({ input }) => accounts.sendCode(input)),
    verifyCode: os.verifyCode.handler(({ input }) => accounts.verifyCode(input)),
    beginOAuth: os.beginOAuth.handler(({ input }) => accounts.beginOAuth(input)),
    finishOAuth: os.finishOAuth.handler(({ input }) => accounts.finishOAuth(input.flow)),
    cancelOAuth: os.cancelOAuth.handler(({ input }) => accounts.cancelOAuth(input.flow)),
    switch: os.switch.handler(({ input }) => accounts.switch(input.id)),
    disconnect: os.disconnect.handler(() => accounts.switch('solo')),
    signOut: os.signOut.handler(({ input }) => accounts.signOut(input)),
    adoption: os.adoption.handler(() => adoption().status()),
    adopt: os.adopt.handler(({ input }) => adoption().decide(input.choice)),
  };
}
