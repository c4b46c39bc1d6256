import { darlingtonHistory } from '@careledger-fixtures/published/darlington/index';
const ev=darlingtonHistory();
const c=new Map<string,any>();
for(const e of ev as any[]){ if(e.type==='csc.care.started')c.set(e.subject,{f:e.data.startedOn}); if(e.type==='csc.care.ended')c.get(e.subject).t=e.data.endedOn;}
const m:any={};for(const x of c.values()){const k=x.f.slice(0,7);if(k>='2020-01')(m[k]??=[0,0])[0]++; const k2=(x.t??'').slice(0,7); if(k2>='2020-01')(m[k2]??=[0,0])[1]++;}
console.log(Object.entries(m).sort());
console.log([...c.values()].filter(x=>x.f>='2020-03-25'&&x.f<'2020-04-10'), [...c.values()].filter(x=>x.t<=x.f));
console.log([...c.values()].filter(x=>x.f<='2020-03-31'&&(!x.t||x.t>'2020-03-31')).length);
