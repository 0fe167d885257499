import subprocess, sys
from pathlib import Path
from gradus.grading.official.pool import JobEnded, Written
from gradus.core.report import read
class Local:
    places=1
    def __init__(self, course, sandbox): self.course, self.sandbox = course, sandbox
    def start(self, job):
        import tempfile, shutil
        f=Path(tempfile.mkdtemp())
        for e in self.course.exercises:
            try: d=job.submission.source(e)
            except OSError: continue
            p=f/"exercises"/e.path; p.parent.mkdir(parents=True,exist_ok=True); p.write_bytes(d)
        self.job=job
        c=[sys.executable,"-P","-m","gradus.grading.official.batch",str(self.course.root),str(f),str(job.report),self.sandbox,*(e.id for e in job.exercises)]
        self.p=subprocess.Popen(c,stdin=subprocess.DEVNULL,stdout=subprocess.DEVNULL,stderr=subprocess.PIPE,text=True)
    def wait(self):
        err=self.p.stderr.read(); self.p.wait()
        if self.p.returncode: return [JobEnded(self.job,error=err)]
        r=read(self.job.report)
        return [JobEnded(self.job,Written(r.sandbox,r.seconds,r.score,r.max_score))]
    def close(self): 
        if getattr(self,"p",None) and self.p.poll() is None: self.p.kill()
