import { toFault } from '@rostrum/protocol';
import { Film } from 'lucide-react';
import { useState } from 'react';
import { api } from '../../api.ts';
import { navigate, useRoute } from '../../route.ts';
import { strings } from '../../strings.ts';
import { Button } from '../../ui/button.tsx';

/** The way from a webinar that is over to its recording. Asked for when somebody wants it: an audience that is sent away asks for nothing. */
export function RecordingLink() {
  const route = useRoute();
  const token = 'token' in route ? route.token : '';
  const [isAsking, setAsking] = useState(false);
  const [refusal, setRefusal] = useState('');
  const open = async () => {
    setAsking(true);
    setRefusal('');
    try {
      const { recordingId } = await api.visit({ token });
      navigate(`/recordings/${recordingId}#${token}`);
    } catch (error) {
      setRefusal(toFault(error).publicMessage);
    } finally {
      setAsking(false);
    }
  };
  return (
    <div className="row">
      <Button isDisabled={isAsking} onPress={() => void open()}>
        <Film size={16} aria-hidden />
        {strings.recordings.share.toRecording}
      </Button>
      <p role="status" className="quiet small">
        {refusal}
      </p>
    </div>
  );
}
